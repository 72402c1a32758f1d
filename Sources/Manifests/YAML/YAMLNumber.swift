/// The number syntax of Go's `yaml.v2`: that of `strconv.ParseInt` with base 0 and `strconv.ParseFloat`.
enum YAMLNumber {
    /// The decimal form of a whole number within 64 bits: `12`, `0x1F`, `0o17`, `017`, `0b101`, with or without a sign.
    ///
    /// Underscores must have been taken out.
    static func integer(_ text: String) -> String? {
        let hasSign = text.hasPrefix("-") || text.hasPrefix("+")
        let unsigned = hasSign ? text.dropFirst() : text[...]
        guard let magnitude = magnitude(of: unsigned) else { return nil }
        if text.hasPrefix("-") {
            guard magnitude <= Int64.min.magnitude else { return nil }
            return magnitude == 0 ? "0" : "-\(magnitude)"
        }
        // Beyond the signed range Go tries an unsigned number, which takes no sign.
        guard !hasSign || magnitude <= Int64.max.magnitude else { return nil }
        return String(magnitude)
    }

    private static func magnitude(of text: Substring) -> UInt64? {
        guard text.hasPrefix("0") else { return digits(text, radix: 10) }
        guard text.utf8.count > 2 else { return text == "0" ? 0 : digits(text.dropFirst(), radix: 8) }
        switch text.prefix(2).lowercased() {
        case "0x": return digits(text.dropFirst(2), radix: 16)
        case "0o": return digits(text.dropFirst(2), radix: 8)
        case "0b": return digits(text.dropFirst(2), radix: 2)
        default: return digits(text.dropFirst(), radix: 8)
        }
    }

    private static func digits(_ text: Substring, radix: Int) -> UInt64? {
        // Swift would take a sign here too.
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return UInt64(text, radix: radix)
    }

    /// The value of a number with a fraction or an exponent; nil for what is none, and for what is too large.
    static func float(_ text: String) -> Double? {
        let plain = text.hasPrefix(".") ? withoutSeparators(text) : text
        guard let plain, isFloat(plain), let value = Double(plain), value.isFinite else { return nil }
        return value
    }

    /// `.5_5` is a number, `._5` and `.5_` are not: an underscore stands between two digits.
    private static func withoutSeparators(_ text: String) -> String? {
        let parts = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        for (left, right) in zip(parts, parts.dropFirst()) {
            guard left.last.map(isDigit) == true, right.first.map(isDigit) == true else { return nil }
        }
        return text.filter { $0 != "_" }
    }

    /// A sign, digits with or without a point, an exponent.
    private static func isFloat(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func skipSign() { if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() } }
        func skipDigits() -> Int {
            let digits = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(digits)
            return digits
        }
        skipSign()
        var digits = skipDigits()
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            skipSign()
            guard skipDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
