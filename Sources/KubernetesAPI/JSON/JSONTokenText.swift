/// A document's text and tokens where they lie, for as long as somebody lends them.
struct JSONTokenText {
    let tokens: UnsafeBufferPointer<JSONToken>
    let bytes: UnsafeBufferPointer<UInt8>

    /// That of no document.
    static var none: JSONTokenText {
        JSONTokenText(tokens: .init(start: nil, count: 0), bytes: .init(start: nil, count: 0))
    }

    /// A stretch of the text.
    @inline(__always)
    func text(at range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[range]) }

    /// Lends the characters of a name or string.
    @inline(__always)
    func withCharacters<Result>(of token: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let stretch = text(at: tokens[token].range)
        return tokens[token].spelling.contains(.hasEscapes) ? Self.withUnescaped(stretch, body) : body(stretch)
    }

    /// Lends the characters of what is written with escapes; no string is made of them, which takes longer than reading.
    @inline(never)
    private static func withUnescaped<Result>(
        _ text: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: String.unescapedRoom(for: text.span)) { room in
            var output = OutputSpan(buffer: room, initializedCount: 0)
            String.unescape(text.span, into: &output)
            let count = output.finalize(for: room)
            return body(UnsafeBufferPointer(rebasing: room[..<count]))
        }
    }

    /// True if a name or string has these characters.
    @inline(__always)
    func isCharacters(_ characters: UnsafeBufferPointer<UInt8>, of token: Int) -> Bool {
        let token = tokens[token]
        guard !token.spelling.contains(.hasEscapes) else { return isUnescaped(characters, token) }
        // Names that differ do so in length, mostly.
        guard token.range.count == characters.count else { return false }
        return text(at: token.range).span.isEqual(to: characters.span)
    }

    @inline(never)
    private func isUnescaped(_ characters: UnsafeBufferPointer<UInt8>, _ token: JSONToken) -> Bool {
        let text = text(at: token.range)
        // Most differ before the first escape, or in it.
        return token.mayDenote(characters.count) && text.span.mayDenote(characters.span)
            && Self.withUnescaped(text) { $0.span.isEqual(to: characters.span) }
    }

    /// The token of the name of a member; nil if the object has none of that name.
    @inline(__always)
    func member(named name: UnsafeBufferPointer<UInt8>, of object: Int) -> Int? {
        let end = tokens[object].next
        var member = object &+ 1
        while member < end {
            if isCharacters(name, of: member) { return member }
            member = tokens[member &+ 1].next
        }
        return nil
    }

    /// How many members stand between two places.
    func memberCount(in members: Range<Int>) -> Int {
        var (count, name) = (0, members.lowerBound)
        while name < members.upperBound {
            count += 1
            name = tokens[name + 1].next
        }
        return count
    }

    /// The token of the first member whose name another member before it has; nil if all names differ.
    func repeatedName(in object: Int, before end: Int) -> Int? {
        var index = object + 1
        var names = JSONNameIndex(room: memberCount(in: index..<end))
        while index < end {
            guard names.insert(index, of: self) else { return index }
            index = tokens[index + 1].next
        }
        return nil
    }
}

extension JSONDocument {
    /// Lends text and tokens.
    @inline(__always)
    func withTokenText<Result, Failure: Error>(
        _ body: (JSONTokenText) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try tokens.withUnsafeBufferPointer { tokens throws(Failure) in
            try bytes.withUnsafeBufferPointer { bytes throws(Failure) in
                try body(JSONTokenText(tokens: tokens, bytes: bytes))
            }
        }
    }
}
