/// A duration as Go's time.ParseDuration reads it: `1h30m`, `-1.5h`, `300ms`.
///
/// `@every` takes exactly this form, so overflow and rounding follow Go's package time (format.go) step by step.
struct GoDuration: Equatable {
    /// The length in nanoseconds.
    let nanoseconds: Int64

    /// Reads a duration; nothing is trimmed.
    init(parsing text: Substring) throws(GoDurationError) {
        var rest = text.utf8
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard !rest.elementsEqual("0".utf8) else {
            nanoseconds = 0
            return
        }
        guard !rest.isEmpty else { throw .malformed }
        var total: UInt64 = 0
        while !rest.isEmpty {
            // Go adds two magnitudes of at most 2^63 each and looks at the wrapped sum.
            total &+= try Self.element(&rest)
            guard total <= Self.limit else { throw .tooLong }
        }
        guard isNegative || total < Self.limit else { throw .tooLong }
        nanoseconds = isNegative ? 0 &- Int64(bitPattern: total) : Int64(bitPattern: total)
    }

    /// 2^63, the magnitude of the longest negative duration.
    private static let limit: UInt64 = 1 << 63

    /// One number with its unit, in nanoseconds.
    private static func element(_ rest: inout Substring.UTF8View) throws(GoDurationError) -> UInt64 {
        let whole = digits(&rest)
        var fraction = Substring().utf8
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = digits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { throw .malformed }
        let unit = try unit(&rest)
        let count = try integer(whole).multipliedReportingOverflow(by: unit)
        guard !count.overflow, count.partialValue <= limit else { throw .tooLong }
        let result = count.partialValue + nanoseconds(ofFraction: fraction, unit: unit)
        guard result <= limit else { throw .tooLong }
        return result
    }

    private static func digits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
        let end = rest.firstIndex { !isDigit($0) } ?? rest.endIndex
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    private static func unit(_ rest: inout Substring.UTF8View) throws(GoDurationError) -> UInt64 {
        let end = rest.firstIndex { isDigit($0) || $0 == UInt8(ascii: ".") } ?? rest.endIndex
        defer { rest = rest[end...] }
        let name = rest[..<end]
        guard !name.isEmpty else { throw .missingUnit }
        guard let unit = units.first(where: { $0.name.utf8.elementsEqual(name) }) else {
            throw .unknownUnit(String(Substring(name)))
        }
        return unit.nanoseconds
    }

    private static func integer(_ digits: Substring.UTF8View) throws(GoDurationError) -> UInt64 {
        var result: UInt64 = 0
        for digit in digits {
            guard result <= limit / 10 else { throw .tooLong }
            result = result * 10 + UInt64(digit - UInt8(ascii: "0"))
            guard result <= limit else { throw .tooLong }
        }
        return result
    }

    /// The part after the point, through floating point as in Go; digits past its precision are dropped.
    private static func nanoseconds(ofFraction digits: Substring.UTF8View, unit: UInt64) -> UInt64 {
        var value: UInt64 = 0
        var scale = 1.0
        for digit in digits {
            guard value <= (limit - 1) / 10 else { break }
            let next = value * 10 + UInt64(digit - UInt8(ascii: "0"))
            guard next <= limit else { break }
            value = next
            scale *= 10
        }
        return UInt64(Double(value) * (Double(unit) / scale))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The units; the micro sign is written with U+00B5 or U+03BC.
    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("ns", 1), ("us", 1_000), ("\u{B5}s", 1_000), ("\u{3BC}s", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]
}
