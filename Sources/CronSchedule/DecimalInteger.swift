/// A decimal integer as Go's strconv.Atoi reads it: an optional sign, then ASCII digits, any number of leading zeros.
enum DecimalInteger: Equatable {
    case value(Int)
    /// Digits only, but more than 64 bits hold.
    case tooLarge
    case notANumber

    init(parsing text: Substring) {
        var digits = text.utf8
        if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        let isNumber = !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber else {
            self = .notANumber
            return
        }
        // Int's own parser takes the same form and reports overflow as nil.
        self = Int(text).map(Self.value) ?? .tooLarge
    }
}
