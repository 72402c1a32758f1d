/// The lines of a block's field: its own, and those of the comments inside it.
struct BlockExtent {
    /// From the start of the field's first line to the end of the last, its line break included.
    let lines: Range<Int>
    /// How many blanks stand before the name.
    let column: Int

    /// The lines of a member; nil if it shares one with something else.
    init?(of member: SyntaxMember, in text: SourceLines) {
        let (key, last) = (member.range.lowerBound, member.range.upperBound)
        let start = text.start(of: key)
        guard text.bytes[start..<key].isBlank, text.kind(from: last) != .content else { return nil }
        column = key - start
        lines = start..<Self.end(of: text.end(of: last), deeperThan: column, in: text)
    }

    /// Comments that are indented more than the name are about what is inside the field.
    private static func end(of end: Int, deeperThan column: Int, in text: SourceLines) -> Int {
        var (end, next) = (end, end)
        while next < text.bytes.count {
            switch text.kind(from: next) {
            case .blank: next = text.end(of: next)
            case .comment(let depth) where depth > column:
                next = text.end(of: next)
                end = next
            case .comment, .content: return end
            }
        }
        return end
    }

    /// The lines with the comments right above the field.
    func withHeading(in text: SourceLines) -> Range<Int> {
        var start = lines.lowerBound
        while start > 0 {
            let line = text.start(of: start - 1)
            guard text.kind(from: line) == .comment(column: column) else { break }
            start = line
        }
        return start..<lines.upperBound
    }
}
