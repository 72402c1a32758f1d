/// Bytes that take less room than they would as they are, for text that repeats itself, or another text, as JSON does.
///
/// The way of LZ77: what stood before is not written again, but referred to; before a text stands a sample of its kind. A
/// CronJob shrinks to a tenth, in less time than parsing it takes, and no library is needed for what never leaves the
/// process.
struct PackedText: Sendable {
    private let packed: [UInt8]
    private let count: Int
    private let sample: TextSample

    /// Shorter repetitions would take as much room as they save.
    private static let shortestMatch = SeenPlaces.width

    /// The bytes, packed.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - pattern: what it may resemble.
    init(_ bytes: [UInt8], like pattern: TextPattern = TextPattern()) {
        let text = pattern.sample.bytes + bytes
        var packed: [UInt8] = []
        var seen = pattern.seen
        var (position, unwritten) = (pattern.sample.bytes.count, pattern.sample.bytes.count)
        while position + Self.shortestMatch <= text.count {
            let earlier = seen.note(position, in: text)
            let length = earlier.map { Self.commonLength(text, $0, position) } ?? 0
            guard let earlier, length >= Self.shortestMatch else {
                position += 1
                continue
            }
            Self.write(text[unwritten..<position], thenCopy: length, from: position - earlier, to: &packed)
            position += length
            unwritten = position
        }
        Self.write(text[unwritten...], thenCopy: 0, from: 0, to: &packed)
        // A buffer that grew has up to as much again to spare; thousands of objects would keep that.
        self.packed = packed.withUnsafeBufferPointer { Array($0) }
        count = bytes.count
        sample = pattern.sample
    }

    /// The bytes as they were.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var position = 0
        while position < packed.count {
            let literals = Self.number(packed, &position)
            bytes += packed[position..<position + literals]
            position += literals
            let length = Self.number(packed, &position)
            guard length > 0 else { break }
            copy(length, from: Self.number(packed, &position), to: &bytes)
        }
        return bytes
    }

    private func copy(_ length: Int, from distance: Int, to bytes: inout [UInt8]) {
        let start = bytes.count - distance
        let inSample = min(length, max(0, -start))
        if inSample > 0 { bytes += sample.bytes[(sample.bytes.count + start)...].prefix(inSample) }
        // One by one: what is copied may reach into itself.
        for _ in inSample..<length { bytes.append(bytes[bytes.count - distance]) }
    }

    /// How much room it takes.
    var packedCount: Int { packed.count }

    /// True if it takes as little room as texts do behind one that they resemble.
    var isSmall: Bool { packed.count < count / Self.shrinkage }

    /// By itself a text of objects shrinks to a third, and to a tenth behind another of its kind; a short one that is mostly
    /// names does not.
    private static let shrinkage = 5
}

extension PackedText: Hashable {
    static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        // The same bytes behind the same sample are packed in the same way.
        return left.sample === right.sample ? left.packed == right.packed : left.bytes == right.bytes
    }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// A text of a kind of which there are many.
final class TextSample: Sendable {
    /// Its beginning.
    let bytes: [UInt8]

    /// More of a text is no part of the sample: a usual object has less.
    private static let limit = 8 << 10

    init(_ bytes: [UInt8]) { self.bytes = Array(bytes.prefix(Self.limit)) }

    /// The sample that nothing resembles.
    static let none = TextSample([])
}

/// A sample, and where to find what in it.
struct TextPattern: Sendable {
    let sample: TextSample
    let seen: SeenPlaces

    /// A pattern of that sample.
    init(_ sample: TextSample = .none) {
        self.sample = sample
        var seen = SeenPlaces()
        for position in sample.bytes.indices.dropLast(SeenPlaces.width - 1) {
            _ = seen.note(position, in: sample.bytes)
        }
        self.seen = seen
    }
}

/// Where the bytes of a text stood last; what falls into the same slot is forgotten.
struct SeenPlaces: Sendable {
    /// So many bytes are looked at.
    static let width = 5
    /// One slot for every few positions of a usual object and its sample.
    private static let slots = 1 << 12
    private var places = [Int32](repeating: -1, count: slots)

    /// Notes a position of a text, and tells where bytes stood before that may be the same.
    mutating func note(_ position: Int, in text: [UInt8]) -> Int? {
        var hash: UInt32 = 0
        for offset in 0..<Self.width { hash = (hash ^ UInt32(text[position + offset])) &* 0x9e37_79b1 }
        let slot = Int(hash >> 16) & (Self.slots - 1)
        let earlier = places[slot]
        places[slot] = Int32(truncatingIfNeeded: position)
        return earlier < 0 ? nil : Int(earlier)
    }
}

// MARK: - Finding repetitions

extension PackedText {
    private static func commonLength(_ bytes: [UInt8], _ earlier: Int, _ later: Int) -> Int {
        var length = 0
        while later + length < bytes.count, bytes[earlier + length] == bytes[later + length] { length += 1 }
        return length
    }
}

// MARK: - Writing and reading

extension PackedText {
    /// Writes bytes as they are, then where to copy from; a length of 0 ends the text.
    private static func write(
        _ literals: ArraySlice<UInt8>,
        thenCopy length: Int,
        from distance: Int,
        to packed: inout [UInt8]
    ) {
        append(literals.count, to: &packed)
        packed += literals
        append(length, to: &packed)
        if length > 0 { append(distance, to: &packed) }
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    private static func append(_ number: Int, to packed: inout [UInt8]) {
        var rest = number
        while rest > 0x7f {
            packed.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        packed.append(UInt8(rest))
    }

    private static func number(_ packed: [UInt8], _ position: inout Int) -> Int {
        var (number, shift) = (0, 0)
        while position < packed.count {
            let byte = packed[position]
            position += 1
            number |= Int(byte & 0x7f) << shift
            guard byte & 0x80 != 0 else { break }
            shift += 7
        }
        return number
    }
}
