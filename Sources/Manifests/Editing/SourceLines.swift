/// The lines of a text, by the offsets of its bytes.
struct SourceLines {
    let bytes: [UInt8]

    /// Where the line of a byte begins.
    func start(of offset: Int) -> Int {
        var start = min(offset, bytes.count)
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }

    /// Where the line of a byte ends, its line break included.
    func end(of offset: Int) -> Int {
        var end = offset
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return min(end + 1, bytes.count)
    }

    /// How far into its line a byte is, in bytes.
    func column(of offset: Int) -> Int { offset - start(of: offset) }

    /// The line break of the line of a byte, or of the line before the last one; that of Unix if the text has none.
    func lineBreak(at offset: Int) -> [UInt8] {
        let end = end(of: offset)
        if let found = lineBreak(before: end) { return found }
        return lineBreak(before: start(of: offset)) ?? [UInt8(ascii: "\n")]
    }

    /// The line break that ends there.
    func lineBreak(before end: Int) -> [UInt8]? {
        guard end > 0, end <= bytes.count, bytes[end - 1] == UInt8(ascii: "\n") else { return nil }
        return end > 1 && bytes[end - 2] == UInt8(ascii: "\r") ? Array("\r\n".utf8) : Array("\n".utf8)
    }

    /// The content of the lines of a range, without their line breaks.
    func content(of range: Range<Int>) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(end(of: start), range.upperBound)
            lines.append(bytes[start..<(end - (lineBreak(before: end)?.count ?? 0))])
            start = end
        }
        return lines
    }

    /// What a line holds besides white space.
    enum Kind: Equatable {
        case blank
        /// A comment, so many bytes into the line.
        case comment(column: Int)
        case content
    }

    /// What stands in the rest of a line.
    func kind(from offset: Int) -> Kind {
        let line = bytes[offset..<end(of: offset)]
        guard let first = line.firstIndex(where: { !Self.isSpace($0) }) else { return .blank }
        return bytes[first] == UInt8(ascii: "#") ? .comment(column: column(of: first)) : .content
    }

    static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
}

extension Sequence<UInt8> {
    /// True if there are only blanks.
    var isBlank: Bool { allSatisfy { $0 == UInt8(ascii: " ") } }
}

/// So many blanks.
func blanks(_ count: Int) -> [UInt8] { Array(repeating: UInt8(ascii: " "), count: max(0, count)) }
