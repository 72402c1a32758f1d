extension ManifestText {
    /// A comment of a YAML file.
    package struct Comment: Sendable {
        /// From its `#` to the end of its line.
        package let text: String
        /// Where its `#` stands.
        package let position: SourcePosition
    }

    /// The comments, in the order of the file; those behind `|` and `>` are left out.
    package var comments: [Comment] {
        let lines = SourceLines(bytes: bytes)
        var scalars = roots.flatMap(\.scalars)[...]
        var comments: [Comment] = []
        var offset = 0
        while offset < bytes.count {
            while let first = scalars.first, first.upperBound <= offset { scalars.removeFirst() }
            if let first = scalars.first, first.contains(offset) {
                offset = first.upperBound
            } else if bytes[offset] == UInt8(ascii: "#"), offset == 0 || SourceLines.isSpace(bytes[offset - 1]) {
                let end = lines.end(of: offset)
                let text = bytes[offset..<end].prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
                let position = SourcePosition(of: offset, in: bytes)
                comments.append(Comment(text: String(decoding: text, as: UTF8.self), position: position))
                offset = end
            } else {
                offset += 1
            }
        }
        return comments
    }
}

extension SyntaxNode {
    /// The bytes of every scalar, in the order of the file.
    ///
    /// Goes as deep as the document nests, which its reader bounds.
    fileprivate var scalars: [Range<Int>] {
        switch content {
        case .scalar: [range]
        case .alias: []
        case .sequence(let elements): elements.flatMap(\.scalars)
        case .mapping(let members, _): members.flatMap { $0.key.scalars + $0.value.scalars }
        }
    }
}
