/// `uri-host [ ":" port ]` (RFC 9110 §7.2).
enum HostField {
    /// Whether `range` is a host with an optional port; an empty one is valid, a target may have no authority.
    static func isValid(_ octets: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let end = endOfHost(octets, in: range) else { return false }
        guard end < range.upperBound else { return true }
        guard octets[end] == ASCII.colon else { return false }
        for index in (end + 1)..<range.upperBound where ASCII.decimalValue(octets[index]) == nil { return false }
        return true
    }

    private static func endOfHost(_ octets: Span<UInt8>, in range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return range.upperBound }
        if octets[range.lowerBound] == ASCII.openBracket {
            let start = range.lowerBound + 1
            guard
                let end = octets.firstIndex(of: ASCII.closeBracket, in: start..<range.upperBound), end > start,
                ASCIISet.addressLiteral.containsAll(octets, in: start..<end)
            else { return nil }
            return end + 1
        }
        let end = octets.firstIndex(of: ASCII.colon, in: range) ?? range.upperBound
        return ASCIISet.registeredName.containsAll(octets, in: range.lowerBound..<end) ? end : nil
    }
}
