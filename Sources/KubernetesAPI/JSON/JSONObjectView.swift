/// An object where it stands in a document; each member is a name's token and the value's.
struct JSONObjectView: Sendable {
    let document: JSONDocument
    /// The index of the object's token.
    let index: Int

    /// The object that has that token.
    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    /// How many members there are.
    var count: Int { document.count(of: index) / 2 }

    /// The value of a member, made now; nil if there is none of that name.
    subscript(name: String) -> JSONValue? { place(of: name).map { document.value(at: $0 + 1) } }

    /// What kind of value a member has; nil if there is none of that name.
    func kind(of name: String) -> JSONToken.Kind? { place(of: name).map { document.tokens[$0 + 1].kind } }

    /// Where the member of that name stands; nil if there is none.
    func place(of name: String) -> Int? {
        let text = name.utf8.span
        let list = document.tokens
        let tokens = list.span
        let (count, end) = (text.count, tokens[index].next)
        var member = first
        while member < end {
            // Names that differ do so in length, mostly.
            if tokens[member].mayDenote(count), isName(of: member, text) { return member }
            member = tokens[member + 1].next
        }
        return nil
    }

    /// True if the member there has that name.
    func isName(of member: Int, _ name: Span<UInt8>) -> Bool {
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
        document.isWritten(at: index, like: other.document, at: other.index)
    }

    /// True if both are the same stretch of the same document.
    func isSame(as other: JSONObjectView) -> Bool { document === other.document && index == other.index }

    /// How the two compare, as far as their text tells.
    func comparison(with other: JSONObjectView) -> JSONResemblance {
        document.comparison(at: index, with: other.document, at: other.index)
    }
}

// MARK: - One member after the other

extension JSONObjectView {
    /// The place of the first member.
    var first: Int { index + 1 }

    /// The place behind the last member.
    var end: Int { document.tokens[index].next }

    /// The place of the next member.
    func place(after place: Int) -> Int { document.tokens[place + 1].next }

    /// The value of the member there, made now.
    func value(at place: Int) -> JSONValue { document.value(at: place + 1) }

    /// True if the member there is written as that value is; if not, it may be equal all the same.
    func states(_ value: JSONValue, at place: Int) -> Bool { document.states(value, at: place + 1) }

    /// The member at a place, made now, and the place of the next one.
    func member(at place: Int) -> (member: JSONObject.Member, next: Int) {
        let name = document.text(of: document.tokens[place])
        return ((name: name, value: document.value(at: place + 1)), document.tokens[place + 1].next)
    }
}
