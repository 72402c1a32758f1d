/// `field-name ":" OWS field-value OWS` (RFC 9112 §5), strictly.
enum FieldLine {
    /// Reads the line in `range` of `octets`.
    ///
    /// - Parameters:
    ///   - octets: What `range` points into.
    ///   - range: The line without its line end, not empty.
    ///   - number: The line's number, for the error.
    /// - Returns: Name and value as ranges of `octets`.
    /// - Throws: What is wrong with the name, the white space or the value.
    static func parse(
        _ octets: Span<UInt8>,
        in range: Range<Int>,
        number: Int
    ) throws(HTTPParseError) -> HTTPHeaders.Field {
        let colon = range.lowerBound + ASCIISet.token.countMembers(octets, in: range)
        guard colon < range.upperBound, octets[colon] == ASCII.colon, colon > range.lowerBound else {
            throw badName(octets, in: range, stop: colon, number: number)
        }
        let value = octets.trimmingBlanks((colon + 1)..<range.upperBound)
        guard octets.isFieldValue(value) else { throw .malformedFieldValue(field: number) }
        return HTTPHeaders.Field(name: range.lowerBound..<colon, value: value)
    }

    /// Tells folding and a blank before the colon from other bad names: both are ways to smuggle a field.
    private static func badName(
        _ octets: Span<UInt8>,
        in range: Range<Int>,
        stop: Int,
        number: Int
    ) -> HTTPParseError {
        guard stop < range.upperBound, ASCII.isBlank(octets[stop]) else { return .malformedFieldName(field: number) }
        if stop == range.lowerBound { return .foldedField(field: number) }
        var next = stop
        while next < range.upperBound, ASCII.isBlank(octets[next]) { next += 1 }
        let precedesColon = next < range.upperBound && octets[next] == ASCII.colon
        return precedesColon ? .blankBeforeColon(field: number) : .malformedFieldName(field: number)
    }
}
