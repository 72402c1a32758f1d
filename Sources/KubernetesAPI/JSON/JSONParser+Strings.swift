extension JSONParser {
    /// The string that begins behind a quote (RFC 8259 §7).
    @inline(__always)
    mutating func string(from start: Int) throws(Interruption) -> Int {
        let end = input.endOfPlainText(from: start)
        guard input.byte(at: end) == UInt8(ascii: "\"") else { return try unusualString(from: start, plainUpTo: end) }
        try append(.string, from: start, to: end)
        return end &+ 1
    }

    /// A string that has more than plain text before its closing quote.
    @inline(never)
    private mutating func unusualString(from start: Int, plainUpTo place: Int) throws(Interruption) -> Int {
        var place = place
        var spelling: JSONToken.Spelling = []
        while true {
            switch input.byte(at: place) {
            case UInt8(ascii: "\""):
                guard !spelling.contains(.isBeyondASCII) || isUTF8(from: start, to: place) else {
                    throw .mistake(.invalidUTF8, at: start)
                }
                try append(.string, from: start, to: place, spelling: spelling)
                return place &+ 1
            case UInt8(ascii: "\\"):
                spelling.insert(.hasEscapes)
                place = try behindEscape(from: place)
            case 0x80...:
                spelling.insert(.isBeyondASCII)
                place &+= 1
            default:
                throw place < input.end
                    ? .mistake(.controlCharacterInString, at: place) : Self.unexpected(at: place, in: input)
            }
            place = input.endOfPlainText(from: place)
        }
    }

    /// Bytes beyond ASCII stand for themselves or inside an escape nowhere: what the escapes denote need not be known.
    private func isUTF8(from start: Int, to end: Int) -> Bool {
        do {
            _ = try UTF8Span(validating: UnsafeBufferPointer(rebasing: input.bytes[start..<end]).span)
            return true
        } catch {
            return false
        }
    }

    /// The place behind the escape sequence that begins with a backslash.
    private func behindEscape(from backslash: Int) throws(Interruption) -> Int {
        let kind = backslash &+ 1
        switch input.byte(at: kind) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "n"), UInt8(ascii: "t"),
            UInt8(ascii: "r"), UInt8(ascii: "b"), UInt8(ascii: "f"):
            return kind &+ 1
        case UInt8(ascii: "u"):
            for place in kind &+ 1...kind &+ 4 where !Self.isHexDigit(input.byte(at: place)) {
                throw invalidEscape(from: backslash, to: place)
            }
            return kind &+ 5
        default: throw invalidEscape(from: backslash, to: kind)
        }
    }

    private func invalidEscape(from backslash: Int, to place: Int) -> Interruption {
        place < input.end ? .mistake(.invalidEscape, at: backslash) : Self.unexpected(at: place, in: input)
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
