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
        var name = name
        return name.withUTF8 { name in document.withTokenText { $0.member(named: name, of: index) } }
    }

    /// Where the member of that name stands; nil if there is none, or it has another kind.
    func place(of name: String, ofKind kind: JSONToken.Kind) -> Int? {
        place(of: name).flatMap { document.tokens[$0 + 1].kind == kind ? $0 : nil }
    }

    /// True if the member there has that name.
    func isName(of member: Int, _ name: Span<UInt8>) -> Bool {
        name.withUnsafeBufferPointer { name in document.withTokenText { $0.isCharacters(name, of: member) } }
    }

    /// True if the other is written in the same bytes; if not, the two may be equal all the same.
    func isWritten(like other: JSONObjectView) -> Bool {
        document.isWritten(at: index, like: other.document, at: other.index)
    }

    /// True if both are the same stretch of the same document.
    func isSame(as other: JSONObjectView) -> Bool { document === other.document && index == other.index }

    /// True if both are equal as JSON.
    func isEqual(to other: JSONObjectView) -> Bool {
        document.isEqual(at: index, to: other.document, at: other.index)
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

    /// Tells the places of the members from one up to another.
    func forEachPlace(from start: Int, before end: Int, _ body: (Int) -> Void) {
        var place = start
        while place < end {
            body(place)
            place = self.place(after: place)
        }
    }

    /// The value of the member there, made now.
    func value(at place: Int) -> JSONValue { document.value(at: place + 1) }

    /// The object that is the member there.
    func object(at place: Int) -> JSONObjectView { JSONObjectView(document: document, index: place + 1) }

    /// The string that is the member there.
    func text(at place: Int) -> String { document.text(of: document.tokens[place + 1]) }

    /// True if the member there is written as that value is; if not, it may be equal all the same.
    func states(_ value: JSONValue, at place: Int) -> Bool { document.states(value, at: place + 1) }

    /// True if the member there is equal to that value; made is only what could be, and is written in another way.
    func has(_ value: JSONValue, at place: Int) -> Bool {
        if states(value, at: place) { return true }
        return document.mayEqual(value, at: place + 1) && self.value(at: place) == value
    }

    /// The member at a place, made now, and the place of the next one.
    func member(at place: Int) -> (member: JSONObject.Member, next: Int) {
        let name = document.text(of: document.tokens[place])
        return ((name: name, value: document.value(at: place + 1)), document.tokens[place + 1].next)
    }
}
