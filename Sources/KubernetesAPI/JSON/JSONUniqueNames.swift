/// Finds a repeated name among the members of one object, byte for byte (RFC 8259 §8.3).
///
/// Swift's own comparison would take two spellings of one character for the same name. A word of 64 bits that remembers
/// roughly which names were seen answers almost always; else the members are scanned while there are few. Where there
/// are many, or one is written with escapes, the names are left undecided until the object ends: then
/// ``JSONTokenText/repeatedName(in:before:)`` tells, which keeps the cost linear.
struct JSONUniqueNames {
    /// The spec of a KopiaMaintenance has 23 fields, and its entry in `managedFields` one more.
    private static let scanLimit = 32

    /// The index of the object's token; those of its members follow it.
    private let object: Int
    private var seen: UInt64 = 0
    /// True if some names were not compared with others.
    private(set) var areUndecided = false

    /// No names yet, of the object whose token stands there.
    init(ofObjectAt object: Int) { self.object = object }

    /// Remembers roughly which name stands between two quotes; true if no name before can be the same.
    ///
    /// Of an empty name the quotes themselves are looked at, so both bytes exist.
    @inline(__always)
    mutating func insertMark(ofNameFrom start: Int, to end: Int, in input: JSONParserInput) -> Bool {
        let (first, last) = (UInt64(input.bytes[start]), UInt64(input.bytes[end &- 1]))
        let mark: UInt64 = 1 &<< (first &+ last &* 3 &+ UInt64(truncatingIfNeeded: end &- start) &* 2)
        defer { seen |= mark }
        return seen & mark == 0
    }

    /// False if a member before has the name whose token is the last, as far as that is decided now.
    @inline(never)
    mutating func isLastNew(of tokens: UnsafeBufferPointer<JSONToken>, in input: JSONParserInput) -> Bool {
        guard !areUndecided else { return true }
        let last = tokens.count - 1
        guard !tokens[last].spelling.contains(.hasEscapes) else { return leaveUndecided() }
        let name = input.text(of: tokens[last])
        var index = object + 1
        for _ in 1...Self.scanLimit {
            guard index < last else { return true }
            if tokens[index].mayDenote(name.count), input.text(of: tokens[index]).span.isEqual(to: name.span) {
                return false
            }
            index = tokens[index + 1].next
        }
        return leaveUndecided()
    }

    private mutating func leaveUndecided() -> Bool {
        // So that every name from now on comes here.
        (areUndecided, seen) = (true, .max)
        return true
    }
}
