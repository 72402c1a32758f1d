/// A time in the form of RFC 3339, section 5.6, as Go reads it: capital `T` and `Z`, any number of digits after the
/// point, no leap second.
struct RFC3339Time {
    let unixSeconds: Int64
    /// The digits after the point; empty when there is none.
    let fraction: String

    /// Reads a time, or returns nil where the text is none or its year in UTC is not 0000 to 9999.
    init?(parsing text: String) {
        var scanner = TimeScanner(text.utf8)
        guard let date = scanner.date(), scanner.take("T"), let time = scanner.clock(limits: [23, 59, 59]),
            let fraction = scanner.fraction(), let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        unixSeconds = Int64(date.daysSinceEpoch * 86_400 + time - offset)
        self.fraction = fraction
        guard Timestamp.representableSeconds.contains(unixSeconds) else { return nil }
    }
}

/// Takes the parts of a time off the front of a text; each returns nil where the text goes on otherwise.
private struct TimeScanner {
    private var rest: Substring.UTF8View

    init(_ text: String.UTF8View) {
        rest = text[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Two-digit parts between colons, each within its limit, counted in units of the last.
    mutating func clock(limits: [Int]) -> Int? {
        var total = 0
        for (index, limit) in limits.enumerated() {
            guard index == 0 || take(":"), let part = number(digits: 2), part <= limit else { return nil }
            total = total * 60 + part
        }
        return total
    }

    /// The digits after a point; empty where there is no point.
    mutating func fraction() -> String? {
        guard take(".") else { return "" }
        let digits = rest.prefix(while: Self.isDigit)
        rest = rest.dropFirst(digits.count)
        return digits.isEmpty ? nil : String(Substring(digits))
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if take("Z") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard take("+") || take("-"), let minutes = clock(limits: [23, 59]) else { return nil }
        return (isWest ? -minutes : minutes) * 60
    }

    private mutating func number(digits count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(Self.isDigit) else { return nil }
        rest = rest.dropFirst(count)
        return Int(Substring(digits))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
