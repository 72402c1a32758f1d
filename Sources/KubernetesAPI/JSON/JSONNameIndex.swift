/// Finds the members of one object by name, byte for byte, however many there are.
///
/// The names stay where they are: four bytes a place, and twice as many places as names. The hash is one that differs
/// from process to process, so that nobody can write names that meet in one place.
struct JSONNameIndex {
    /// One more than the index of a name's token, and above it some bits of the name's hash; zero where none stands.
    private var places: [UInt32]

    /// The token of a name that has another hash is not looked at: written with escapes, it would have to be read.
    private static let tokenMask = UInt32(JSONToken.countLimit)

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
            let (place, mark) = place(of: name, in: text)
            guard places[place] == 0 else { return false }
            places[place] = mark | UInt32(truncatingIfNeeded: token &+ 1)
            return true
        }
    }

    /// The token of a name; nil if it is not there.
    func find(_ name: UnsafeBufferPointer<UInt8>, in text: JSONTokenText) -> Int? {
        let found = places[place(of: name, in: text).place] & Self.tokenMask
        return found == 0 ? nil : Int(found &- 1)
    }

    /// Where the name stands, or the free place where it would; and the bits of its hash.
    private func place(
        of name: UnsafeBufferPointer<UInt8>,
        in text: JSONTokenText
    ) -> (place: Int, mark: UInt32) {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(name))
        let hash = hasher.finalize()
        let mark = UInt32(truncatingIfNeeded: hash >> 32) & ~Self.tokenMask
        let mask = places.count - 1
        var place = hash & mask
        while places[place] != 0 {
            let (found, token) = (places[place], Int(places[place] & Self.tokenMask) - 1)
            if found & ~Self.tokenMask == mark, text.isCharacters(name, of: token) { break }
            place = (place + 1) & mask
        }
        return (place, mark)
    }
}
