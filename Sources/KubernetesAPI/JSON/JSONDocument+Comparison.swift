/// How two values that stand in documents compare, as far as their text tells.
enum JSONResemblance {
    case equal
    case different
    /// Written differently in a way that need not mean anything: another order, an escape, `3.0` for `3`.
    case unclear
}

extension JSONDocument {
    /// Compares two values where they stand; none is made.
    ///
    /// Goes as deep as the documents nest, which the parser bounds.
    func comparison(at index: Int, with other: JSONDocument, at place: Int) -> JSONResemblance {
        let (mine, others) = (tokens[index], other.tokens[place])
        guard mine.kind == others.kind else { return .different }
        if isWritten(at: index, like: other, at: place) { return .equal }
        return switch mine.kind {
        case .null, .true, .false: .equal
        case .number: .unclear
        // Beyond ASCII one text can be spelt in several ways.
        case .string: mine.spelling.isEmpty && others.spelling.isEmpty ? .different : .unclear
        case .array: elementComparison(at: index, with: other, at: place)
        case .object: memberComparison(at: index, with: other, at: place)
        }
    }

    /// True if two values are written in the same bytes.
    func isWritten(at index: Int, like other: JSONDocument, at place: Int) -> Bool {
        if self === other, index == place { return true }
        let (bytes, others) = (bytes, other.bytes)
        return bytes.span.extracting(tokens[index].range).isEqual(to: others.span.extracting(other.tokens[place].range))
    }

    private func elementComparison(at array: Int, with other: JSONDocument, at place: Int) -> JSONResemblance {
        var (mine, others) = (array + 1, place + 1)
        let (end, otherEnd) = (tokens[array].next, other.tokens[place].next)
        while mine < end, others < otherEnd {
            let comparison = comparison(at: mine, with: other, at: others)
            guard comparison == .equal else { return comparison }
            (mine, others) = (tokens[mine].next, other.tokens[others].next)
        }
        return mine == end && others == otherEnd ? .equal : .different
    }

    /// Two objects that name their members in the same order, as those of one API server do, are compared side by side.
    private func memberComparison(at object: Int, with other: JSONDocument, at place: Int) -> JSONResemblance {
        var (mine, others) = (object + 1, place + 1)
        let (end, otherEnd) = (tokens[object].next, other.tokens[place].next)
        while mine < end, others < otherEnd {
            guard isWritten(at: mine, like: other, at: others) else { return .unclear }
            let comparison = comparison(at: mine + 1, with: other, at: others + 1)
            guard comparison == .equal else { return comparison }
            (mine, others) = (tokens[mine + 1].next, other.tokens[others + 1].next)
        }
        return mine == end && others == otherEnd ? .equal : .different
    }
}
