/// Finds a repeated name among the members of one object, byte for byte (RFC 8259 §8.3).
///
/// Swift's own comparison would take two spellings of one character for the same name. A word of 64 bits that remembers
/// roughly which names were seen answers almost always; else the members are scanned while there are few, and a set
/// keeps the cost linear from there on. The set also takes over where a name is written with escapes.
struct JSONUniqueNames {
    /// The spec of a KopiaMaintenance has 23 fields, and its entry in `managedFields` one more.
    private static let scanLimit = 32

    /// The names that one word does not tell apart, of all objects that are being read.
    struct Others {
        private var names: Set<Entry> = []
        private var objects = 0

        /// Adds a name; false if it is there already.
        fileprivate mutating func insert(_ name: Entry) -> Bool { names.insert(name).inserted }

        /// Takes note of an object whose names will be here.
        fileprivate mutating func addObject() { objects += 1 }

        /// Takes note that such an object has ended: the names go with the last one, for a set that keeps the names of
        /// a million small objects takes longer to grow than all else.
        mutating func forgetObject() {
            objects -= 1
            if objects == 0 { names = [] }
        }
    }

    /// A name, and the object that has a member of it.
    struct Entry: Hashable {
        let object: Int
        let name: [UInt8]
    }

    /// The index of the object's token; those of its members follow it.
    private let object: Int
    private var seen: UInt64 = 0
    /// True if the names are among the others.
    private(set) var areInSet = false

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

    /// True if no member before has the name whose token is the last.
    @inline(never)
    mutating func isLastNew(
        of tokens: UnsafeBufferPointer<JSONToken>,
        in input: JSONParserInput,
        and others: inout Others
    ) -> Bool {
        let last = tokens.count - 1
        guard !areInSet, !tokens[last].spelling.contains(.hasEscapes) else {
            return insertLast(of: tokens, in: input, into: &others)
        }
        let name = input.text(of: tokens[last])
        var index = object + 1
        for _ in 1...Self.scanLimit {
            guard index < last else { return true }
            if tokens[index].mayDenote(name.count), input.text(of: tokens[index]).span.isEqual(to: name.span) {
                return false
            }
            index = tokens[index + 1].next
        }
        return insertLast(of: tokens, in: input, into: &others)
    }

    private mutating func insertLast(
        of tokens: UnsafeBufferPointer<JSONToken>,
        in input: JSONParserInput,
        into others: inout Others
    ) -> Bool {
        let last = tokens.count - 1
        var index = areInSet ? last : object + 1
        if !areInSet { others.addObject() }
        (areInSet, seen) = (true, .max)  // From now on only the set knows.
        while index < last {
            _ = others.insert(entry(of: tokens[index], in: input))
            index = tokens[index + 1].next
        }
        return others.insert(entry(of: tokens[last], in: input))
    }

    private func entry(of name: JSONToken, in input: JSONParserInput) -> Entry {
        let text = input.text(of: name)
        let hasEscapes = name.spelling.contains(.hasEscapes)
        return Entry(object: object, name: hasEscapes ? Array(String(unescaping: text.span).utf8) : Array(text))
    }
}
