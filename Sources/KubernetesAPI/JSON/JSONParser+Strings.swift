extension JSONParser {
    /// The string that begins with the quote at hand (RFC 8259 §7).
    mutating func string() throws(JSONParseError) {
        position += 1
        let start = position
        var spelling: JSONToken.Spelling = []
        while true {
            skipPlainText()
            switch try peek() {
            case UInt8(ascii: "\""):
                guard !spelling.contains(.isBeyondASCII) || isUTF8(from: start) else {
                    throw error(.invalidUTF8, at: start)
                }
                append(.string, from: start, spelling: spelling)
                position += 1
                return
            case UInt8(ascii: "\\"):
                spelling.insert(.hasEscapes)
                try escape()
            case 0..<0x20: throw error(.controlCharacterInString)
            case 0x80...:
                spelling.insert(.isBeyondASCII)
                position += 1
            default: position += 1
            }
        }
    }

    /// Bytes beyond ASCII stand for themselves or inside an escape nowhere, so what the escapes denote need not be known.
    private func isUTF8(from start: Int) -> Bool {
        do {
            _ = try UTF8Span(validating: UnsafeBufferPointer(rebasing: input[start..<position]).span)
            return true
        } catch {
            return false
        }
    }

    /// Checks the escape sequence that begins with the backslash at hand.
    private mutating func escape() throws(JSONParseError) {
        let start = position
        position += 1
        let kind = try peek()
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "n"), UInt8(ascii: "t"),
            UInt8(ascii: "r"), UInt8(ascii: "b"), UInt8(ascii: "f"):
            return
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                guard Self.isHexDigit(try peek()) else { throw error(.invalidEscape, at: start) }
                position += 1
            }
        default: throw error(.invalidEscape, at: start)
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
