/// An object where it stands in a document; each member is a name's token and the value's.
struct JSONObjectView: Sendable {
    private let document: JSONDocument
    /// The index of the object's token.
    private let index: Int

    /// The object that has that token.
    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    /// How many members there are.
    var count: Int { document.count(of: index) / 2 }

    /// The value of a member, made now; nil if there is none of that name.
    subscript(name: String) -> JSONValue? { place(of: name).map { document.value(at: $0 + 1) } }

    /// True if there is a member of that name that is not `null`.
    func has(_ name: String) -> Bool { place(of: name).map { document.tokens[$0 + 1].kind != .null } ?? false }

    private func place(of name: String) -> Int? {
        let text = name.utf8.span
        let tokens = document.tokens
        var member = first
        while member < tokens[index].next {
            // Names that differ do so in length, mostly.
            if tokens[member].mayDenote(text.count), isName(of: member, text) { return member }
            member = tokens[member + 1].next
        }
        return nil
    }

    private func isName(of member: Int, _ name: Span<UInt8>) -> Bool {
        let token = document.tokens[member]
        guard token.spelling.contains(.hasEscapes) else {
            let bytes = document.bytes
            return bytes.span.extracting(token.range).isEqual(to: name)
        }
        let text = document.text(of: token)
        return text.utf8.span.isEqual(to: name)
    }

    /// True if the other is written in the same bytes; if not, the two may be equal all the same.
    func isWritten(like other: JSONObjectView) -> Bool {
        if document === other.document, index == other.index { return true }
        let (bytes, others) = (document.bytes, other.document.bytes)
        return bytes.span.extracting(document.tokens[index].range)
            .isEqual(to: others.span.extracting(other.document.tokens[other.index].range))
    }
}

// MARK: - One member after the other

extension JSONObjectView {
    /// The place of the first member.
    var first: Int { index + 1 }

    /// The place behind the last member.
    var end: Int { document.tokens[index].next }

    /// The member at a place, made now, and the place of the next one.
    func member(at place: Int) -> (member: JSONObject.Member, next: Int) {
        let name = document.text(of: document.tokens[place])
        return ((name: name, value: document.value(at: place + 1)), document.tokens[place + 1].next)
    }
}
