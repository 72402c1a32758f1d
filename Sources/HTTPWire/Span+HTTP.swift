extension Span<UInt8> {
    /// The first position of `octet` in `range`, looked for in eight octets at a time.
    ///
    /// A head is searched line by line, so this runs over every octet of it.
    func firstIndex(of octet: UInt8, in range: Range<Int>) -> Int? {
        precondition(range.upperBound <= count, "the range lies in the span")
        let pattern = 0x0101_0101_0101_0101 &* UInt64(octet)
        return withUnsafeBytes { octets in
            var index = range.lowerBound
            while range.upperBound - index >= 8 {
                let word = octets.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ pattern
                // The lowest bit in here belongs to the first octet of `word` that is zero, where the input has `octet`.
                let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
                if found != 0 { return index + found.trailingZeroBitCount / 8 }
                index += 8
            }
            while index < range.upperBound {
                if octets[index] == octet { return index }
                index += 1
            }
            return nil
        }
    }

    /// Whether `range` equals `lowercase`, ASCII letters of either case being equal.
    func matches(_ lowercase: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == lowercase.utf8CodeUnitCount else { return false }
        return lowercase.withUTF8Buffer { expected in
            for (offset, octet) in expected.enumerated()
            where ASCII.lowercased(self[range.lowerBound + offset]) != octet { return false }
            return true
        }
    }

    /// Whether `range` equals `text`, octet by octet.
    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in
            for (offset, octet) in expected.enumerated() where self[range.lowerBound + offset] != octet {
                return false
            }
            return true
        }
    }

    /// `range` without the optional white space at both ends.
    func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, ASCII.isBlank(self[start]) { start += 1 }
        while end > start, ASCII.isBlank(self[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Whether `range` may stand in a field value: no control character but the tab (RFC 9110 §5.5).
    func isFieldValue(_ range: Range<Int>) -> Bool {
        let value = extracting(range)
        // Every octet is judged and none decides on its own, so that many are judged at once.
        var controls: UInt8 = 0
        for index in value.indices {
            let octet = value[index]
            controls |= (octet < ASCII.space && octet != ASCII.tab) || octet == ASCII.delete ? 1 : 0
        }
        return controls == 0
    }

    /// The members of a comma-separated list in `range`, trimmed, empty ones included (RFC 9110 §5.6.1).
    func listMembers(in range: Range<Int>) -> [Range<Int>] {
        var members: [Range<Int>] = []
        var start = range.lowerBound
        while let comma = firstIndex(of: ASCII.comma, in: start..<range.upperBound) {
            members.append(trimmingBlanks(start..<comma))
            start = comma + 1
        }
        members.append(trimmingBlanks(start..<range.upperBound))
        return members
    }

    /// The number that `range` spells in decimal digits alone; nil for anything else, no digit or overflow.
    func decimalNumber(in range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        var number = 0
        for index in range {
            guard let digit = ASCII.decimalValue(self[index]) else { return nil }
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }

    /// `range`, known to be ASCII, as a string.
    func string(in range: Range<Int>) -> String {
        extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

extension [UInt8] {
    /// Appends `range` of `octets` with one copy.
    mutating func append(_ octets: Span<UInt8>, in range: Range<Int>) {
        octets.extracting(range).withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}
