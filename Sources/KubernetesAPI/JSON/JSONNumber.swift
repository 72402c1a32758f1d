/// A JSON number, kept as the literal that stood in the document.
///
/// Keeping the literal means that a number passes through unchanged, however many digits it has.
package struct JSONNumber: Sendable {
    /// The number as RFC 8259 §6 writes it.
    package let literal: String

    /// Takes a literal that a parser has already checked against RFC 8259 §6.
    package init(validated literal: String) { self.literal = literal }

    /// A whole number.
    package init(_ value: Int64) { self.literal = String(value) }

    /// The value, if it is whole and fits: a fraction of zeros and an exponent are allowed, as the API server allows
    /// them (it stores `3.0` as `3`).
    package var int64: Int64? { Int64(literal) ?? wholeValue }

    /// The value of a literal with a fraction or an exponent, digit by digit so that nothing is rounded.
    private var wholeValue: Int64? {
        var digits: [UInt8] = []
        var pointShift = 0
        var seenPoint = false
        var exponent = 0
        let negative = literal.utf8.first == UInt8(ascii: "-")
        var rest = literal.utf8[...]
        if negative { rest = rest.dropFirst() }
        while let byte = rest.first {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard let parsed = Int(String(Substring(rest)).droppingPlus) else {
                    return digits.allSatisfy { $0 == UInt8(ascii: "0") } ? 0 : nil
                }
                exponent = parsed
                rest = rest[rest.endIndex...]
            default:
                digits.append(byte)
                if seenPoint { pointShift += 1 }
            }
        }
        let (shift, overflow) = exponent.subtractingReportingOverflow(pointShift)
        guard !overflow else { return nil }
        return Self.whole(digits: digits, shift: shift, negative: negative)
    }

    private static func whole(digits: [UInt8], shift: Int, negative: Bool) -> Int64? {
        var digits = digits
        var shift = shift
        while shift < 0 {
            guard let last = digits.popLast() else { break }
            guard last == UInt8(ascii: "0") else { return nil }
            shift += 1
        }
        guard let first = digits.firstIndex(where: { $0 != UInt8(ascii: "0") }) else { return 0 }
        let significant = digits[first...]
        // Int64 has 19 digits; anything longer does not fit.
        guard shift <= 19, significant.count + shift <= 19 else { return nil }
        let text = String(decoding: significant, as: UTF8.self) + String(repeating: "0", count: max(shift, 0))
        return Int64((negative ? "-" : "") + text)
    }
}

extension JSONNumber: Hashable {
    /// Equal literals are equal, and so are two ways of writing the same whole number.
    package static func == (left: Self, right: Self) -> Bool {
        if left.literal == right.literal { return true }
        guard let a = left.int64, let b = right.int64 else { return false }
        return a == b
    }

    package func hash(into hasher: inout Hasher) {
        if let whole = int64 { hasher.combine(whole) } else { hasher.combine(literal) }
    }
}

extension String {
    /// Swift's integer initialiser takes a sign of either kind, JSON's exponent too; this is for the plus alone.
    fileprivate var droppingPlus: Substring { hasPrefix("+") ? dropFirst() : self[...] }
}
