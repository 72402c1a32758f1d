import KubernetesAPI

/// A file of JSON documents, one after the other (`{}{}`), as Go's `json.Decoder` reads them.
struct JSONManifest {
    private(set) var documents: [ManifestDocument] = []
    private(set) var error: ManifestError?

    /// True if an object of JSON begins here: a brace, then a quote or the other brace.
    static func looksLikeJSON(_ bytes: [UInt8]) -> Bool {
        var text = bytes.dropFirst(byteOrderMark(of: bytes)).lazy.filter { !isSpace($0) }.makeIterator()
        guard text.next() == UInt8(ascii: "{"), let second = text.next() else { return false }
        return second == UInt8(ascii: "\"") || second == UInt8(ascii: "}")
    }

    /// Reads the documents up to the first mistake.
    init(_ bytes: [UInt8]) {
        let text = Array(bytes.dropFirst(Self.byteOrderMark(of: bytes)))
        var mapper = JSONSourceMapper(text)
        var rest = text[...]
        while rest.contains(where: { !Self.isSpace($0) }) {
            do throws(JSONParseError) {
                let (root, length) = try Self.firstValue(of: rest)
                documents.append(ManifestDocument(root: root, map: mapper.map(root)))
                rest = rest.dropFirst(length)
            } catch {
                let place = SourcePosition(of: rest.startIndex + error.offset, in: text)
                self.error = ManifestError(reason: .malformedJSON(error.reason.description), position: place)
                return
            }
        }
    }

    /// The value at the start of the bytes, and how many of them it takes.
    private static func firstValue(of bytes: ArraySlice<UInt8>) throws(JSONParseError) -> (JSONValue, Int) {
        do {
            return (try JSONParser.parse(bytes), bytes.count)
        } catch {
            guard error.reason == .trailingBytes else { throw error }
            return (try JSONParser.parse(bytes.prefix(error.offset)), error.offset)
        }
    }

    private static func byteOrderMark(of bytes: [UInt8]) -> Int { bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0 }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }
}
