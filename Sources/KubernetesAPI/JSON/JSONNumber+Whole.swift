extension JSONNumber {
    /// The value of a checked literal, if it is whole and fits; where it stands, and digit by digit so that nothing is
    /// rounded.
    static func int64(_ literal: Span<UInt8>) -> Int64? {
        let isNegative = literal.count > 0 && literal[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        let end = literal.firstIndex(of: UInt8(ascii: "e")) ?? literal.firstIndex(of: UInt8(ascii: "E"))
        let digits = literal.extracting(start..<(end ?? literal.count))
        guard let end else { return value(of: digits, shift: 0, isNegative) }
        guard let exponent = exponent(literal.extracting((end + 1)...)) else { return isZero(digits) ? 0 : nil }
        return value(of: digits, shift: exponent, isNegative)
    }

    /// Nil if 64 bits do not count it.
    private static func exponent(_ text: Span<UInt8>) -> Int? {
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let isSigned = isNegative || text.count > 0 && text[0] == UInt8(ascii: "+")
        var value = 0
        for index in (isSigned ? 1 : 0)..<text.count {
            let product = value.multipliedReportingOverflow(by: 10)
            let digit = Int(digit(text[index]))
            let sum = product.partialValue.addingReportingOverflow(isNegative ? -digit : digit)
            guard !product.overflow, !sum.overflow else { return nil }
            value = sum.partialValue
        }
        return value
    }

    private static func isZero(_ digits: Span<UInt8>) -> Bool {
        for index in digits.indices where digit(digits[index]) > 0 && digits[index] != UInt8(ascii: ".") {
            return false
        }
        return true
    }

    /// Digits with a point among them or none, times a power of ten.
    private static func value(of digits: Span<UInt8>, shift: Int, _ isNegative: Bool) -> Int64? {
        let point = digits.firstIndex(of: UInt8(ascii: "."))
        let fractionCount = point.map { digits.count - $0 - 1 } ?? 0
        let (shift, overflow) = shift.subtractingReportingOverflow(fractionCount)
        guard !overflow else { return nil }
        let count = digits.count - (point == nil ? 0 : 1)
        // Below one all digits that are moved behind the point must be zero; if all are, nothing is left.
        let kept = shift < 0 ? max(0, count + max(shift, -count)) : count
        var value: Int64 = 0
        var place = 0
        for index in digits.indices where index != point {
            let digit = Int64(digit(digits[index]))
            defer { place += 1 }
            guard place < kept else {
                guard digit == 0 else { return nil }
                continue
            }
            guard let next = appending(isNegative ? -digit : digit, to: value) else { return nil }
            value = next
        }
        return multiplied(value, byPowerOfTen: shift)
    }

    private static func appending(_ digit: Int64, to value: Int64) -> Int64? {
        let product = value.multipliedReportingOverflow(by: 10)
        let sum = product.partialValue.addingReportingOverflow(digit)
        return product.overflow || sum.overflow ? nil : sum.partialValue
    }

    private static func multiplied(_ value: Int64, byPowerOfTen power: Int) -> Int64? {
        guard value != 0, power > 0 else { return value }
        // Nothing but zero is that large.
        guard power <= 19 else { return nil }
        var value = value
        for _ in 0..<power {
            guard let next = appending(0, to: value) else { return nil }
            value = next
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "0") }
}
