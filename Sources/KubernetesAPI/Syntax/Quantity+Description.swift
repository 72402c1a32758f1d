extension Quantity: CustomStringConvertible {
    /// The quantity as the API server prints it.
    ///
    /// Go keeps a text that it takes for canonical already; all others are printed with the largest suffix that leaves
    /// no fraction.
    package var description: String { verbatim ?? canonicalText }

    private var canonicalText: String {
        guard !magnitude.isZero else { return "0" }
        let sign = isNegative ? "-" : ""
        if format == .binarySI, let text = binaryText { return sign + text }
        return sign + decimalText
    }

    /// Nil where the quantity is small or has a fraction: then it is printed as a decimal.
    private var binaryText: String? {
        guard var value = magnitude.exactly, value >= 1_024 else { return nil }
        var power = 0
        while value.isMultiple(of: 1_024) {
            value /= 1_024
            power += 1
        }
        return "\(value)\(QuantitySuffix.binaryText(forPower: power))"
    }

    /// Digits and an exponent that is a multiple of three, in Go's 32 bits.
    private var decimalText: String {
        let exponent = Int32(truncatingIfNeeded: magnitude.exponent)
        let padding = (exponent % 3 + 3) % 3
        let zero = UInt8(ascii: "0")
        let digits = magnitude.digits.map { $0 + zero } + repeatElement(zero, count: Int(padding))
        return String(decoding: digits, as: UTF8.self) + exponentText(exponent &- padding)
    }

    private func exponentText(_ exponent: Int32) -> String {
        guard format == .decimalExponent else { return QuantitySuffix.decimalText(forExponent: exponent) }
        return exponent == 0 ? "" : "e\(exponent)"
    }
}
