/// Reads the parts of a TZif file (RFC 9636 §3) in their order; each is nil where the bytes end or make no sense.
struct ZoneFileReader {
    /// The counts at the beginning of each of the two blocks.
    struct Header {
        let version: UInt8
        let universalFlags: Int
        let standardFlags: Int
        let leapSeconds: Int
        let changes: Int
        let types: Int
        let nameBytes: Int
    }

    /// What is kept of a block.
    struct Body {
        let changes: [Int64]
        let offsets: [Int]
        let earliest: Int
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func header() -> Header? {
        guard take(4)?.elementsEqual("TZif".utf8) == true, let version = take(1)?.first, take(15) != nil else {
            return nil
        }
        // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt.
        let counts = (0..<6).compactMap { _ in number(4).map { Int($0) } }
        guard counts.count == 6 else { return nil }
        return Header(
            version: version,
            universalFlags: counts[0],
            standardFlags: counts[1],
            leapSeconds: counts[2],
            changes: counts[3],
            types: counts[4],
            nameBytes: counts[5]
        )
    }

    /// Passes over the block of version 1; counts have 32 bits, so none of these sums overflows.
    mutating func skipBody(of header: Header, timeSize: Int) -> Bool {
        let tables = header.changes * (timeSize + 1) + header.types * 6 + header.nameBytes
        return take(tables + tail(of: header, timeSize: timeSize)) != nil
    }

    /// The block of the later versions, whose times have eight bytes.
    mutating func body(of header: Header) -> Body? {
        guard let times = take(header.changes * 8), let indices = take(header.changes),
            let types = take(header.types * 6), take(header.nameBytes + tail(of: header, timeSize: 8)) != nil
        else { return nil }
        let changes = Self.numbers(in: times, size: 8).map { Int64(bitPattern: $0) }
        guard let known = Self.offsets(of: types), let earliest = known.first,
            indices.allSatisfy({ Int($0) < known.count }), zip(changes, changes.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        return Body(changes: changes, offsets: indices.map { known[Int($0)] }, earliest: earliest)
    }

    /// The rule at the end of the file, between two line feeds; empty if there is none.
    mutating func footer() -> ArraySlice<UInt8>? {
        guard take(1)?.first == UInt8(ascii: "\n"), let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        return rest[..<end]
    }
}

// MARK: - Bytes

extension ZoneFileReader {
    /// Leap seconds and two kinds of flags, which unix time and absolute transitions do not need.
    private func tail(of header: Header, timeSize: Int) -> Int {
        header.leapSeconds * (timeSize + 4) + header.standardFlags + header.universalFlags
    }

    /// Further from UTC no zone may be (RFC 9636 §3.2).
    private static let largestOffset = 26 * 3600

    /// The offset of each type: four bytes of six, the others tell what it is called.
    private static func offsets(of types: ArraySlice<UInt8>) -> [Int]? {
        let offsets = numbers(in: types, size: 6).map { Int(Int32(truncatingIfNeeded: $0 >> 16)) }
        return offsets.allSatisfy { abs($0) < largestOffset } ? offsets : nil
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func number(_ size: Int) -> UInt64? { take(size).map(Self.number) }

    /// Bytes as a number, the most significant first.
    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func numbers(in bytes: ArraySlice<UInt8>, size: Int) -> [UInt64] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map { number(bytes[$0..<($0 + size)]) }
    }
}
