/// Bytes that take the place of others in a text.
struct TextChange: Equatable {
    let range: Range<Int>
    let bytes: [UInt8]

    init(_ range: Range<Int>, _ bytes: [UInt8]) {
        self.range = range
        self.bytes = bytes
    }

    /// Bytes that are put in.
    init(at offset: Int, _ bytes: [UInt8]) { self.init(offset..<offset, bytes) }
}

extension [UInt8] {
    /// The bytes with these changes; nil if two of them are about the same bytes.
    ///
    /// What is put in at one place stands in the order of the changes, before what is removed there.
    func applying(_ changes: [TextChange]) -> [UInt8]? {
        var result: [UInt8] = []
        var copied = 0
        let order = changes.enumerated().sorted { left, right in
            let (first, second) = (left.element.range, right.element.range)
            return (first.lowerBound, first.upperBound, left.offset) < (
                second.lowerBound, second.upperBound, right.offset
            )
        }
        for change in order.map(\.element) {
            guard change.range.lowerBound >= copied, change.range.upperBound <= count else { return nil }
            result += self[copied..<change.range.lowerBound]
            result += change.bytes
            copied = change.range.upperBound
        }
        return result + self[copied...]
    }
}
