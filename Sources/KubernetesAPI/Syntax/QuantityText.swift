/// The parts of a quantity as resource.ParseQuantity takes them apart: sign, digits around a point, suffix.
struct QuantityText {
    let isNegative: Bool
    /// The digits, 0 to 9, without leading zeros before the point; one 0 stands there where none are left.
    let digits: [UInt8]
    /// How many of the digits stand before the point.
    let wholeCount: Int
    /// Nil where Kubernetes knows none such.
    let suffix: QuantitySuffix?
    /// Whether any digit was written.
    let hasDigit: Bool

    /// How many of the digits stand after the point.
    var fractionCount: Int { digits.count - wholeCount }

    /// Takes a text apart.
    ///
    /// The Go scanner is lenient: a number without digits is zero unless its suffix needs more, and whether the suffix
    /// means anything is asked later.
    init(_ bytes: Span<UInt8>) throws(QuantitySyntaxError) {
        guard !bytes.isEmpty else { throw .format }
        var index = 0
        isNegative = bytes[0] == UInt8(ascii: "-")
        if isNegative || bytes[0] == UInt8(ascii: "+") { index += 1 }
        let first = index
        while index < bytes.count, bytes[index] == UInt8(ascii: "0") { index += 1 }
        let zeros = index - first
        let whole = Self.digits(in: bytes, from: &index)
        wholeCount = max(1, whole.count)
        var fraction = index..<index
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            fraction = Self.digits(in: bytes, from: &index)
        }
        digits = Self.values(of: whole, fraction, in: bytes)
        hasDigit = zeros + whole.count + fraction.count > 0
        let end = bytes.count
        let suffixStart = index
        while index < end, Self.isSuffixLetter(bytes[index]) { index += 1 }
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") { index += 1 }
        while index < end, NameSyntax.isDigit(bytes[index]) { index += 1 }
        guard index == end else { throw .format }
        suffix = QuantitySuffix(bytes.extracting(suffixStart...))
    }

    private static func digits(in bytes: Span<UInt8>, from index: inout Int) -> Range<Int> {
        let start = index
        while index < bytes.count, NameSyntax.isDigit(bytes[index]) { index += 1 }
        return start..<index
    }

    /// Both runs of digits as numbers, in room that is made once: a text of a megabyte may be one number.
    private static func values(of whole: Range<Int>, _ fraction: Range<Int>, in bytes: Span<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(max(1, whole.count) + fraction.count)
        if whole.isEmpty { digits.append(0) }
        for index in whole { digits.append(bytes[index] - UInt8(ascii: "0")) }
        for index in fraction { digits.append(bytes[index] - UInt8(ascii: "0")) }
        return digits
    }

    private static func isSuffixLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "m"),
            UInt8(ascii: "k"), UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "G"), UInt8(ascii: "T"),
            UInt8(ascii: "P"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
