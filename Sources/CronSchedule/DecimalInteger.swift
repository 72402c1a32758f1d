/// A decimal integer as Go's strconv.Atoi reads it: an optional sign, then ASCII digits, any number of leading zeros.
enum DecimalInteger: Equatable {
    case value(Int)
    /// Digits only, but more than 64 bits hold.
    case tooLarge
    case notANumber

    init(parsing text: Span<UInt8>) {
        let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
        let isSigned = isNegative || !text.isEmpty && text[0] == UInt8(ascii: "+")
        guard text.count > (isSigned ? 1 : 0) else {
            self = .notANumber
            return
        }
        var value = 0
        var isTooLarge = false
        for index in (isSigned ? 1 : 0)..<text.count {
            let digit = Int(text[index]) - Int(UInt8(ascii: "0"))
            guard (0...9).contains(digit) else {
                self = .notANumber
                return
            }
            // Counted away from zero in the sign's direction, for the negative numbers reach one further.
            let product = value.multipliedReportingOverflow(by: 10)
            let sum = product.partialValue.addingReportingOverflow(isNegative ? -digit : digit)
            isTooLarge = isTooLarge || product.overflow || sum.overflow
            value = sum.partialValue
        }
        self = isTooLarge ? .tooLarge : .value(value)
    }
}
