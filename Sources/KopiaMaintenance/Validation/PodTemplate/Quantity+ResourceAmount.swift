import KubernetesAPI

extension Quantity {
    /// Reads an amount of a resource as the API server stores it: rounded up to thousandths.
    ///
    /// Blanks around it do not count, for the decoder trims the bytes between the quotes; a line break does, since JSON
    /// writes that as an escape (`Quantity.UnmarshalJSON`), and Go's encoder so writes two separators beyond ASCII as
    /// well, when the API server turns what is applied into an object of its own.
    static func resourceAmount(_ text: Span<UInt8>) throws(QuantitySyntaxError) -> Quantity {
        guard mayHaveBlanks(text) else { return try Quantity(utf8: text).roundedToMilli() }
        return try resourceAmount(trimming: text.characters)
    }

    /// True unless it begins and ends with something that is seen to be no blank.
    private static func mayHaveBlanks(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return true }
        let (first, last) = (text[0], text[text.count - 1])
        return first == UInt8(ascii: " ") || first >= 0x80 || last == UInt8(ascii: " ") || last >= 0x80
    }

    private static func resourceAmount(trimming text: String) throws(QuantitySyntaxError) -> Quantity {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { throw .format }
        let isTrimmed = first == scalars.startIndex && scalars.index(after: last) == scalars.endIndex
        return try Quantity(parsing: isTrimmed ? text : String(scalars[first...last])).roundedToMilli()
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ": true
        case "\u{2028}", "\u{2029}": false
        default: !scalar.isASCII && scalar.properties.isWhitespace
        }
    }

    /// True if this is so many whole pages of that size (`IsHugePageResourceValueDivisible`).
    func isMultiple(ofPageSize text: Span<UInt8>) -> Bool {
        guard let page = try? Quantity(utf8: text), page.sign > 0, page.isWholeNumber else { return false }
        let bytes = page.scaledValue(0)
        return bytes != 0 && scaledValue(0).remainderReportingOverflow(dividingBy: bytes).partialValue == 0
    }
}
