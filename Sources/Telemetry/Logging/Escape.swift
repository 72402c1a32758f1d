/// What is written instead of a character that must not stand in a log line as it is.
struct Escape {
    /// How many bytes of UTF-8 the character has.
    let length: Int
    /// ASCII, valid inside a JSON string.
    let text: [UInt8]

    /// The escape of the character that begins at `position`; `nil` when it may stand as it is.
    init?(in text: UnsafeBufferPointer<UInt8>, at position: Int) {
        let byte = text[position]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): self.init(length: 1, text: [UInt8(ascii: "\\"), byte])
        case UInt8(ascii: "\n"): self.init(length: 1, text: Array(#"\n"#.utf8))
        case UInt8(ascii: "\r"): self.init(length: 1, text: Array(#"\r"#.utf8))
        case UInt8(ascii: "\t"): self.init(length: 1, text: Array(#"\t"#.utf8))
        case 0..<0x20, 0x7F: self.init(length: 1, scalar: UInt32(byte))
        // U+0080 to U+009F: terminals take some of them for the start of a command.
        case 0xC2 where position + 1 < text.count && text[position + 1] < 0xA0:
            self.init(length: 2, scalar: UInt32(text[position + 1]))
        case 0xE2 where position + 2 < text.count:
            let scalar = 0x2000 | UInt32(text[position + 1] & 0x3F) << 6 | UInt32(text[position + 2] & 0x3F)
            guard Self.isDeceptive(scalar) else { return nil }
            self.init(length: 3, scalar: scalar)
        default: return nil
        }
    }

    private init(length: Int, text: [UInt8]) {
        self.length = length
        self.text = text
    }

    private init(length: Int, scalar: UInt32) {
        let digits = String(scalar, radix: 16)
        self.init(
            length: length,
            text: Array((#"\u"# + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
        )
    }

    /// Line and paragraph separator, and the marks that reorder what is displayed, so that a name looks like another.
    private static func isDeceptive(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
