/// Where a value stands in a document: a stretch of its text, and how many tokens describe what is inside.
///
/// The tokens of a document lie in one list, in its order: an array is followed by its elements, an object by its
/// members, each a name and a value. Sixteen bytes each, since a document has many.
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

    let kind: Kind
    /// How a string is written.
    private(set) var spelling: Spelling = []
    private let start: UInt32
    private var end: UInt32
    private var following: UInt32

    /// What a string's bytes need before they are its characters.
    struct Spelling: OptionSet {
        let rawValue: UInt8

        static let hasEscapes = Spelling(rawValue: 1 << 0)
        static let isBeyondASCII = Spelling(rawValue: 1 << 1)
    }

    /// How long a document may be for its places to fit.
    static let documentLimit = Int(UInt32.max)

    /// Describes what stands at `range` and contains nothing; `index` is the token's own place in the list.
    ///
    /// The document has at most ``documentLimit`` bytes, and so no more tokens than that.
    init(_ kind: Kind, _ range: Range<Int>, spelling: Spelling = [], at index: Int) {
        self.kind = kind
        self.spelling = spelling
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        end = UInt32(truncatingIfNeeded: range.upperBound)
        following = UInt32(truncatingIfNeeded: index + 1)
    }

    /// Records that the value ends, and that the tokens before `following` are inside it.
    mutating func close(end: Int, following: Int) {
        self.end = UInt32(truncatingIfNeeded: end)
        self.following = UInt32(truncatingIfNeeded: following)
    }

    /// The stretch of the document.
    var range: Range<Int> { Int(start)..<Int(end) }

    /// The index of the first token that is not inside.
    var next: Int { Int(following) }

    /// True if the characters of a string, or of a name, can be that many bytes.
    func mayDenote(_ count: Int) -> Bool { Int(end &- start) == count || spelling.contains(.hasEscapes) }
}
