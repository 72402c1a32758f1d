/// Bytes that take less room than they would as they are, for text that repeats itself as JSON does.
///
/// The way of LZ77: what stood before is not written again, but referred to. A CronJob shrinks to a third, in less time
/// than parsing it takes, and no library is needed for what never leaves the process.
struct PackedText: Hashable, Sendable {
    private let packed: [UInt8]
    private let count: Int

    /// Shorter repetitions would take as much room as they save.
    private static let shortestMatch = 5
    /// One slot for every few positions of a usual object; what falls into the same slot is forgotten.
    private static let slots = 1 << 11

    /// The bytes, packed.
    init(_ bytes: [UInt8]) {
        var packed: [UInt8] = []
        var seen = [Int](repeating: -1, count: Self.slots)
        var (position, unwritten) = (0, 0)
        while position + Self.shortestMatch <= bytes.count {
            let slot = Self.slot(bytes, position)
            let earlier = seen[slot]
            seen[slot] = position
            let length = earlier < 0 ? 0 : Self.commonLength(bytes, earlier, position)
            guard length >= Self.shortestMatch else {
                position += 1
                continue
            }
            Self.write(bytes[unwritten..<position], thenCopy: length, from: position - earlier, to: &packed)
            position += length
            unwritten = position
        }
        Self.write(bytes[unwritten...], thenCopy: 0, from: 0, to: &packed)
        // A buffer that grew has up to as much again to spare; thousands of objects would keep that.
        var exact: [UInt8] = []
        exact.reserveCapacity(packed.count)
        exact += packed
        self.packed = exact
        count = bytes.count
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
            let distance = Self.number(packed, &position)
            // One by one: what is copied may reach into itself.
            for _ in 0..<length { bytes.append(bytes[bytes.count - distance]) }
        }
        return bytes
    }

    /// How much room it takes.
    var packedCount: Int { packed.count }
}

// MARK: - Finding repetitions

extension PackedText {
    private static func slot(_ bytes: [UInt8], _ position: Int) -> Int {
        var hash: UInt32 = 0
        for offset in 0..<shortestMatch { hash = (hash ^ UInt32(bytes[position + offset])) &* 0x9e37_79b1 }
        return Int(hash >> 16) & (slots - 1)
    }

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
