/// Where a value stands in a document: a stretch of its text, and how many tokens describe what is inside.
///
/// The tokens of a document lie in one list, in its order: an array is followed by its elements, an object by its
/// members, each a name and a value. Twelve bytes each, since a document has many.
struct JSONToken {
    enum Kind: UInt8 {
        case null
        case `true`
        case `false`
        case number
        /// A string, or the name of a member; its stretch lies between the quotes.
        case string
        case array
        case object

        /// True for what has values inside.
        var isContainer: Bool { self == .array || self == .object }
    }

    private var start: UInt32
    private var end: UInt32
    /// The kind in the lowest three bits, the spelling in two more, and the index of the next token in the others.
    private var packed: UInt32

    private static let kindBits: UInt32 = 3
    private static let followingBits: UInt32 = 5

    /// What a string's bytes need before they are its characters.
    struct Spelling: OptionSet {
        let rawValue: UInt8

        static let hasEscapes = Spelling(rawValue: 1 << 0)
        static let isBeyondASCII = Spelling(rawValue: 1 << 1)
    }

    /// How long a document may be for its places to fit.
    static let documentLimit = Int(UInt32.max)

    /// How many tokens a document may have for their indices to fit.
    static let countLimit = Int(UInt32.max >> followingBits)

    /// Describes what stands at `range` and contains nothing; `index` is the token's own place in the list.
    ///
    /// The document has at most ``documentLimit`` bytes and ``countLimit`` tokens.
    init(_ kind: Kind, _ range: Range<Int>, spelling: Spelling = [], at index: Int) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        end = UInt32(truncatingIfNeeded: range.upperBound)
        packed =
            UInt32(kind.rawValue) | UInt32(spelling.rawValue) &<< Self.kindBits
            | UInt32(truncatingIfNeeded: index &+ 1) &<< Self.followingBits
    }

    /// Records that the value ends, and that the tokens before `following` are inside it.
    mutating func close(end: Int, following: Int) {
        self.end = UInt32(truncatingIfNeeded: end)
        packed = packed & (1 &<< Self.followingBits &- 1) | UInt32(truncatingIfNeeded: following) &<< Self.followingBits
    }

    /// The same token of the same text in another place.
    func moved(bytes: Int, tokens: Int) -> JSONToken {
        var moved = self
        moved.start = UInt32(truncatingIfNeeded: Int(start) &+ bytes)
        moved.end = UInt32(truncatingIfNeeded: Int(end) &+ bytes)
        let following = UInt32(truncatingIfNeeded: next &+ tokens) &<< Self.followingBits
        moved.packed = packed & (1 &<< Self.followingBits &- 1) | following
        return moved
    }

    /// What stands there.
    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: packed & 7)) ?? .null }

    /// How a string is written.
    var spelling: Spelling { Spelling(rawValue: UInt8(truncatingIfNeeded: packed &>> Self.kindBits & 3)) }

    /// The stretch of the document.
    var range: Range<Int> { Range(uncheckedBounds: (Int(start), Int(end))) }

    /// The index of the first token that is not inside.
    var next: Int { Int(packed &>> Self.followingBits) }

    /// True if the characters of a string, or of a name, can be that many bytes; an escape is six bytes for one at most.
    func mayDenote(_ count: Int) -> Bool {
        let length = Int(end &- start)
        return length == count || spelling.contains(.hasEscapes) && length > count && length <= 6 &* count
    }
}
