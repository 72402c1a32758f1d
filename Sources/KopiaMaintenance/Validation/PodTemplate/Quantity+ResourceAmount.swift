import KubernetesAPI

extension Quantity {
    /// Reads an amount of a resource as the API server stores it: rounded up to thousandths.
    ///
    /// Blanks around it do not count, for the decoder trims the bytes between the quotes; a line break does, since JSON
    /// writes that as an escape (`Quantity.UnmarshalJSON`), and Go's encoder so writes two separators beyond ASCII as
    /// well, when the API server turns what is applied into an object of its own.
    static func resourceAmount(_ text: String) throws(QuantitySyntaxError) -> Quantity {
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
    func isMultiple(ofPageSize text: Substring) -> Bool {
        guard let page = try? Quantity(parsing: String(text)), page.sign > 0, page.isWholeNumber else { return false }
        let bytes = page.scaledValue(0)
        return bytes != 0 && scaledValue(0).remainderReportingOverflow(dividingBy: bytes).partialValue == 0
    }
}
