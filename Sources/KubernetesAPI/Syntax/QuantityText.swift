/// The parts of a quantity as resource.ParseQuantity takes them apart: sign, digits around a point, suffix.
struct QuantityText {
    let isNegative: Bool
    /// The digits, 0 to 9, without leading zeros before the point; one 0 stands there where none are left.
    private(set) var digits: [UInt8] = []
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
    init(_ text: String) throws(QuantitySyntaxError) {
        guard !text.isEmpty else { throw .format }
        let bytes = text.utf8.span
        var index = 0
        isNegative = bytes[0] == UInt8(ascii: "-")
        if isNegative || bytes[0] == UInt8(ascii: "+") { index += 1 }
        let first = index
        while index < bytes.count, bytes[index] == UInt8(ascii: "0") { index += 1 }
        var written = index - first
        written += Self.appendDigits(in: bytes, from: &index, to: &digits)
        if digits.isEmpty { digits = [0] }
        wholeCount = digits.count
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            written += Self.appendDigits(in: bytes, from: &index, to: &digits)
        }
        hasDigit = written > 0
        let end = bytes.count
        let suffixStart = index
        while index < end, Self.isSuffixLetter(bytes[index]) { index += 1 }
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") { index += 1 }
        while index < end, NameSyntax.isDigit(bytes[index]) { index += 1 }
        guard index == end else { throw .format }
        suffix = QuantitySuffix(bytes.extracting(suffixStart...))
    }

    /// Takes digits as far as they go, and tells how many there were.
    private static func appendDigits(in bytes: Span<UInt8>, from index: inout Int, to digits: inout [UInt8]) -> Int {
        let before = digits.count
        while index < bytes.count, NameSyntax.isDigit(bytes[index]) {
            digits.append(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        return digits.count - before
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
