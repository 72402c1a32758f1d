/// Finds the members of one object by name, byte for byte, however many there are.
///
/// The names stay where they are: four bytes a place, and twice as many places as names. The hash is one that differs
/// from process to process, so that nobody can write names that meet in one place.
struct JSONNameIndex {
    /// One more than the index of a name's token; zero where none stands.
    private var places: [UInt32]

    /// An index with room for so many names.
    init(room count: Int) {
        var size = 4
        while size < 2 * count { size *= 2 }
        places = Array(repeating: 0, count: size)
    }

    /// An index of the members that stand between two places; of two members of one name it has the first.
    init(ofMembers members: Range<Int>, in text: JSONTokenText) {
        self.init(room: text.memberCount(in: members))
        var name = members.lowerBound
        while name < members.upperBound {
            _ = insert(name, of: text)
            name = text.tokens[name + 1].next
        }
    }

    /// Adds the name that a token describes; false, and nothing is added, if the same name is there.
    mutating func insert(_ token: Int, of text: JSONTokenText) -> Bool {
        text.withCharacters(of: token) { name in
            let place = place(of: name, in: text)
            guard places[place] == 0 else { return false }
            places[place] = UInt32(truncatingIfNeeded: token &+ 1)
            return true
        }
    }

    /// The token of a name; nil if it is not there.
    func find(_ name: UnsafeBufferPointer<UInt8>, in text: JSONTokenText) -> Int? {
        let found = places[place(of: name, in: text)]
        return found == 0 ? nil : Int(found &- 1)
    }

    /// Where the name stands, or the free place where it would.
    private func place(of name: UnsafeBufferPointer<UInt8>, in text: JSONTokenText) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(name))
        let mask = places.count - 1
        var place = hasher.finalize() & mask
        while places[place] != 0, !text.isCharacters(name, of: Int(places[place] &- 1)) { place = (place + 1) & mask }
        return place
    }
}

/// A document's text and tokens where they lie, for as long as somebody lends them.
struct JSONTokenText {
    let tokens: UnsafeBufferPointer<JSONToken>
    let bytes: UnsafeBufferPointer<UInt8>

    /// Lends the characters of a name or string.
    @inline(__always)
    func withCharacters<Result>(of token: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let stretch = UnsafeBufferPointer(rebasing: bytes[tokens[token].range])
        guard tokens[token].spelling.contains(.hasEscapes) else { return body(stretch) }
        var text = String(unescaping: stretch.span)
        return text.withUTF8(body)
    }

    /// True if a name or string has these characters.
    @inline(__always)
    func isCharacters(_ characters: UnsafeBufferPointer<UInt8>, of token: Int) -> Bool {
        guard tokens[token].mayDenote(characters.count) else { return false }
        return withCharacters(of: token) { $0.span.isEqual(to: characters.span) }
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
    func withTokenText<Result>(_ body: (JSONTokenText) -> Result) -> Result {
        tokens.withUnsafeBufferPointer { tokens in
            bytes.withUnsafeBufferPointer { bytes in body(JSONTokenText(tokens: tokens, bytes: bytes)) }
        }
    }
}
