extension JSONDocument {
    /// Writes a value that was made in memory into a document of its own, for whoever reads documents.
    convenience init(layingOut value: JSONValue) {
        var layout = JSONLayout()
        layout.write(value)
        self.init(layout.writer.bytes, layout.tokens, isOurs: true)
    }
}

extension JSONValue {
    /// The same value in a document of its own: its text is made once, for what is written again and again.
    package var inDocument: JSONValue { JSONDocument(layingOut: self).value(at: 0) }
}

/// A document in the making: its text, and the tokens that say what stands where.
private struct JSONLayout {
    var writer = JSONWriter()
    var tokens: [JSONToken] = []

    /// Goes as deep as the value nests, which was read by something that bounds it.
    mutating func write(_ value: JSONValue) {
        switch value {
        case .string(let text): string(text)
        case .array(let elements):
            container(.array, "[", "]", elements) { layout, element in layout.write(element) }
        case .object(let object):
            container(.object, "{", "}", object) { layout, member in
                layout.string(member.name)
                layout.writer.raw(":")
                layout.write(member.value)
            }
        case .null, .bool, .number:
            let start = writer.bytes.count
            writer.value(value)
            append(value.kind, start..<writer.bytes.count)
        }
    }

    private mutating func string(_ text: String) {
        let start = writer.bytes.count
        writer.string(text)
        let range = start + 1..<writer.bytes.count - 1
        var spelling: JSONToken.Spelling = []
        if range.count != text.utf8.count { spelling.insert(.hasEscapes) }
        if !text.utf8.allSatisfy({ $0 < 0x80 }) { spelling.insert(.isBeyondASCII) }
        append(.string, range, spelling: spelling)
    }

    private mutating func container<Parts: Sequence>(
        _ kind: JSONToken.Kind,
        _ opening: StaticString,
        _ closing: StaticString,
        _ parts: Parts,
        write: (inout Self, Parts.Element) -> Void
    ) {
        let index = tokens.count
        append(kind, writer.bytes.count..<writer.bytes.count)
        writer.raw(opening)
        var isFirst = true
        for part in parts {
            if !isFirst { writer.raw(",") }
            isFirst = false
            write(&self, part)
        }
        writer.raw(closing)
        tokens[index].close(end: writer.bytes.count, following: tokens.count)
    }

    private mutating func append(_ kind: JSONToken.Kind, _ range: Range<Int>, spelling: JSONToken.Spelling = []) {
        tokens.append(JSONToken(kind, range, spelling: spelling, at: tokens.count))
    }
}
