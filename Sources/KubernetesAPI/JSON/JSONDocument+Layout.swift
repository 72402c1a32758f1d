extension JSONDocument {
    /// Writes a value that was made in memory into a document of its own, for whoever reads documents.
    convenience init(layingOut value: JSONValue) {
        var layout = JSONLayout(for: value)
        layout.write(value)
        self.init(layout.writer.bytes, layout.tokens, isOurs: layout.isOurs)
    }
}

extension JSONValue {
    /// The same value in a document of its own: its text is made once, for what is written again and again.
    package var inDocument: JSONValue { JSONDocument(layingOut: self).value(at: 0) }
}

/// A document in the making: its text, and the tokens that say what stands where.
private struct JSONLayout {
    var writer: JSONWriter
    var tokens: [JSONToken] = []
    /// False once text was copied that ``JSONWriter`` has not written.
    private(set) var isOurs = true

    /// With room for a value that stands in a document but for a few changes: to grow takes twice the memory.
    init(for value: JSONValue) {
        let origin = value.object?.origin
        writer = JSONWriter(reserving: (origin?.document.tokens[origin?.index ?? 0].range.count ?? 0) + Self.spareBytes)
        tokens.reserveCapacity((origin.map { $0.document.tokens[$0.index].next - $0.index } ?? 0) + Self.spareTokens)
    }

    /// What defaulting adds to an object is less.
    private static let spareBytes = 2048
    private static let spareTokens = 128

    /// Goes as deep as the value nests, which was read by something that bounds it.
    mutating func write(_ value: JSONValue) {
        switch value {
        case .string(let text): string(text)
        case .array(let elements):
            container(.array, "[", "]") { layout, comma in
                for element in elements {
                    comma(&layout)
                    layout.write(element)
                }
            }
        case .object(let object):
            container(.object, "{", "}") { layout, comma in
                object.forEachPart { part in
                    comma(&layout)
                    layout.write(part)
                }
            }
        case .null, .bool, .number:
            let start = writer.bytes.count
            writer.value(value)
            append(value.kind, start..<writer.bytes.count)
        }
    }

    private mutating func write(_ member: JSONObject.Part) {
        switch member {
        case .made(let name, let value):
            string(name)
            writer.raw(":")
            write(value)
        case .standing(let document, let name): copy(document, memberAt: name)
        }
    }

    /// Copies a member as it stands.
    private mutating func copy(_ document: JSONDocument, memberAt name: Int) {
        let end = document.tokens[name + 1].next
        // The stretches of names and of strings lie between their quotes.
        let start = document.tokens[name].range.lowerBound - 1
        let last = document.tokens[name + 1]
        let text = start..<(last.range.upperBound + (last.kind == .string ? 1 : 0))
        let (bytes, distance) = (writer.bytes.count - start, tokens.count - name)
        writer.raw(document.bytes[text])
        for index in name..<end { tokens.append(document.tokens[index].moved(bytes: bytes, tokens: distance)) }
        isOurs = isOurs && document.isOurs
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

    /// Writes what `parts` writes, which asks for a comma before each part.
    private mutating func container(
        _ kind: JSONToken.Kind,
        _ opening: StaticString,
        _ closing: StaticString,
        _ parts: (inout Self, _ comma: (inout Self) -> Void) -> Void
    ) {
        let index = tokens.count
        append(kind, writer.bytes.count..<writer.bytes.count)
        writer.raw(opening)
        let start = writer.bytes.count
        parts(&self) { layout in if layout.writer.bytes.count > start { layout.writer.raw(",") } }
        writer.raw(closing)
        tokens[index].close(end: writer.bytes.count, following: tokens.count)
    }

    private mutating func append(_ kind: JSONToken.Kind, _ range: Range<Int>, spelling: JSONToken.Spelling = []) {
        tokens.append(JSONToken(kind, range, spelling: spelling, at: tokens.count))
    }
}
