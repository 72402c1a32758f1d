/// Finds a repeated name among the members of one object, byte for byte (RFC 8259 §8.3).
///
/// Swift's own comparison would take two spellings of one character for the same name. A word of 64 bits that remembers
/// roughly which names were seen answers almost always; else the members are scanned while there are few, and a set
/// keeps the cost linear from there on. The set also takes over where a name is written with escapes.
struct JSONUniqueNames {
    /// The spec of a KopiaMaintenance has 23 fields, and its entry in `managedFields` one more.
    private static let scanLimit = 32

    /// The index of the object's token; those of its members follow it.
    private let object: Int
    private var count = 0
    private var seen: UInt64 = 0
    private var set: Set<[UInt8]> = []

    /// No names yet, of the object whose token stands there.
    init(ofObjectAt object: Int) { self.object = object }

    /// Remembers the name whose token is the last; false if a member before it has it already.
    @inline(__always)
    mutating func insertLast(of tokens: [JSONToken], in input: UnsafeBufferPointer<UInt8>) -> Bool {
        let name = tokens[tokens.count - 1]
        let mark = Self.mark(of: name.range, in: input)
        defer { seen |= mark }
        count += 1
        return seen & mark == 0 && !name.spelling.contains(.hasEscapes) || isLastNew(of: tokens, in: input)
    }

    /// One bit, the same for the same name.
    @inline(__always)
    private static func mark(of name: Range<Int>, in input: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard !name.isEmpty else { return 1 }
        let (first, last) = (input[name.lowerBound], input[name.upperBound - 1])
        return 1 &<< (UInt64(first) &* 7 &+ UInt64(last) &+ UInt64(name.count) &* 29)
    }

    private mutating func isLastNew(of tokens: [JSONToken], in input: UnsafeBufferPointer<UInt8>) -> Bool {
        let name = tokens[tokens.count - 1]
        guard set.isEmpty, count <= Self.scanLimit, !name.spelling.contains(.hasEscapes) else {
            return insertLastIntoSet(of: tokens, in: input)
        }
        let text = UnsafeBufferPointer(rebasing: input[name.range])
        var index = object + 1
        while index < tokens.count - 1 {
            if UnsafeBufferPointer(rebasing: input[tokens[index].range]).span.isEqual(to: text.span) { return false }
            index = tokens[index + 1].next
        }
        return true
    }

    private mutating func insertLastIntoSet(of tokens: [JSONToken], in input: UnsafeBufferPointer<UInt8>) -> Bool {
        seen = .max  // From now on only the set knows.
        var index = set.isEmpty ? object + 1 : tokens.count - 1
        while index < tokens.count - 1 {
            set.insert(Self.bytes(of: tokens[index], in: input))
            index = tokens[index + 1].next
        }
        return set.insert(Self.bytes(of: tokens[index], in: input)).inserted
    }

    private static func bytes(of name: JSONToken, in input: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let text = UnsafeBufferPointer(rebasing: input[name.range])
        return name.spelling.contains(.hasEscapes) ? Array(String(unescaping: text.span).utf8) : Array(text)
    }
}
