extension JSONDocument {
    /// Compares two values where they stand; none is made, and no byte is looked at again on the way down.
    ///
    /// Goes as deep as the documents nest, which the parser bounds.
    func isEqual(at index: Int, to other: JSONDocument, at place: Int) -> Bool {
        if self === other, index == place { return true }
        return withTokenText { mine in
            other.withTokenText { others in
                JSONComparison(mine: mine, others: others, (self, other)).isEqual(index, place, .none)
            }
        }
    }

    /// True if two values are written in the same bytes.
    func isWritten(at index: Int, like other: JSONDocument, at place: Int) -> Bool {
        if self === other, index == place { return true }
        let (bytes, others) = (bytes, other.bytes)
        return bytes.span.extracting(tokens[index].range).isEqual(to: others.span.extracting(other.tokens[place].range))
    }
}

/// Compares values of two documents.
private struct JSONComparison {
    let mine: JSONTokenText
    let others: JSONTokenText
    private let documents: (mine: JSONDocument, others: JSONDocument)

    init(mine: JSONTokenText, others: JSONTokenText, _ documents: (JSONDocument, JSONDocument)) {
        (self.mine, self.others, self.documents) = (mine, others, documents)
    }

    /// How far the two texts are known to be the same.
    struct Agreement {
        /// How much later the same bytes stand in the other text.
        let shift: Int
        /// The place of the first byte of which it is not known, or known not to be.
        let end: Int

        /// Nothing is known.
        static let none = Agreement(shift: .min, end: .min)
    }

    /// Up to this many members that stand in another order are scanned for, above it an index is made.
    private static let scanLimit = 16

    func isEqual(_ index: Int, _ place: Int, _ known: Agreement) -> Bool {
        let (left, right) = (mine.tokens[index], others.tokens[place])
        guard left.kind == right.kind else { return false }
        let agreement = agreement(left.range, right.range, known)
        if left.range.count == right.range.count, agreement.end >= left.range.upperBound { return true }
        return switch left.kind {
        case .null, .true, .false: true
        case .number: number(left, documents.mine) == number(right, documents.others)
        // Beyond ASCII one text can be spelt in several ways.
        case .string:
            !(left.spelling.isEmpty && right.spelling.isEmpty)
                && documents.mine.text(of: left) == documents.others.text(of: right)
        case .array: areElementsEqual(index, place, agreement)
        case .object: areMembersEqual(index, place, agreement)
        }
    }

    private func agreement(_ left: Range<Int>, _ right: Range<Int>, _ known: Agreement) -> Agreement {
        let shift = right.lowerBound - left.lowerBound
        if shift == known.shift, left.lowerBound <= known.end { return known }
        let mine = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(self.mine.bytes)[left])
        let others = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(self.others.bytes)[right])
        let count = min(mine.count, others.count)
        var same = 0
        while count - same >= 8,
            mine.loadUnaligned(fromByteOffset: same, as: UInt64.self)
                == others.loadUnaligned(fromByteOffset: same, as: UInt64.self)
        { same += 8 }
        while same < count, mine[same] == others[same] { same += 1 }
        return Agreement(shift: shift, end: left.lowerBound + same)
    }

    private func number(_ token: JSONToken, _ document: JSONDocument) -> JSONNumber {
        JSONNumber(validated: document.text(of: token))
    }

    private func areElementsEqual(_ array: Int, _ place: Int, _ known: Agreement) -> Bool {
        var (left, right) = (array + 1, place + 1)
        let (end, otherEnd) = (mine.tokens[array].next, others.tokens[place].next)
        while left < end, right < otherEnd {
            guard isEqual(left, right, known) else { return false }
            (left, right) = (mine.tokens[left].next, others.tokens[right].next)
        }
        return left == end && right == otherEnd
    }

    /// Two objects that name their members in the same order, as those of one API server do, are compared side by side.
    private func areMembersEqual(_ object: Int, _ place: Int, _ known: Agreement) -> Bool {
        var (left, right) = (object + 1, place + 1)
        let (end, otherEnd) = (mine.tokens[object].next, others.tokens[place].next)
        while left < end, right < otherEnd {
            guard areNamesEqual(left, right) else { return areSameUnordered(left..<end, right..<otherEnd) }
            guard isEqual(left + 1, right + 1, known) else { return false }
            (left, right) = (mine.tokens[left + 1].next, others.tokens[right + 1].next)
        }
        return left == end && right == otherEnd
    }

    /// Byte for byte, as the API server compares them.
    private func areNamesEqual(_ left: Int, _ right: Int) -> Bool {
        mine.withCharacters(of: left) { others.isCharacters($0, of: right) }
    }

    private func areSameUnordered(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        let count = others.memberCount(in: right)
        guard mine.memberCount(in: left) == count else { return false }
        let find = count > Self.scanLimit ? others.indexedMembers(in: right) : others.scannedMembers(in: right)
        var name = left.lowerBound
        while name < left.upperBound {
            let found = mine.withCharacters(of: name) { find($0) }
            guard let found, isEqual(name + 1, found + 1, .none) else { return false }
            name = mine.tokens[name + 1].next
        }
        return true
    }
}

extension JSONTokenText {
    /// Finds the token of a name by looking at one after the other.
    fileprivate func scannedMembers(in members: Range<Int>) -> (UnsafeBufferPointer<UInt8>) -> Int? {
        { wanted in
            var name = members.lowerBound
            while name < members.upperBound {
                if isCharacters(wanted, of: name) { return name }
                name = tokens[name + 1].next
            }
            return nil
        }
    }

    /// Finds the token of a name in constant time.
    fileprivate func indexedMembers(in members: Range<Int>) -> (UnsafeBufferPointer<UInt8>) -> Int? {
        let index = JSONNameIndex(ofMembers: members, in: self)
        return { index.find($0, in: self) }
    }
}
