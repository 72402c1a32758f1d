extension JSONParser {
    /// The string that begins with the quote at hand (RFC 8259 §7).
    mutating func string() throws(JSONParseError) -> String {
        position += 1
        let start = position
        var isASCII = true
        while true {
            skipPlainWords()
            switch try peek() {
            case UInt8(ascii: "\""):
                guard isASCII || isUTF8(from: start) else { throw error(.invalidUTF8, at: start) }
                let text = text(from: start)
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw error(.controlCharacterInString)
            case 0x80...: isASCII = false
            default: break
            }
            position += 1
        }
    }

    /// Skips what needs no closer look, eight bytes at a time: ASCII but for quotes, backslashes and control characters.
    ///
    /// A byte below `n` sets its highest bit when `n` is subtracted, and so does one above 0x7f by itself; the lowest byte
    /// marked in a word is always marked rightly.
    @inline(__always)
    private mutating func skipPlainWords() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highestBits = ones << 7
        let spaces = ones &* 0x20
        let quotes = ones &* UInt64(UInt8(ascii: "\""))
        let backslashes = ones &* UInt64(UInt8(ascii: "\\"))
        let bytes = UnsafeRawBufferPointer(input)
        while input.count - position >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let found = ((word ^ quotes) &- ones) | ((word ^ backslashes) &- ones) | (word &- spaces) | word
            let marks = found & highestBits
            guard marks == 0 else {
                position += marks.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
    }

    /// What was read since then; the caller knows that it is UTF-8.
    @inline(__always)
    func text(from start: Int) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: input[start..<position]), as: UTF8.self)
    }

    private func isUTF8(from start: Int) -> Bool {
        String(validating: UnsafeBufferPointer(rebasing: input[start..<position]), as: UTF8.self) != nil
    }
}

// MARK: - Strings with escapes

extension JSONParser {
    /// The rest of a string in which a backslash was met: runs between escapes are copied whole.
    private mutating func escapedString(from start: Int) throws(JSONParseError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity((position - start) * 2)
        var run = start
        while true {
            skipPlainWords()
            switch try peek() {
            case UInt8(ascii: "\""):
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: input[run..<position]))
                guard let text = String(validating: bytes, as: UTF8.self) else { throw error(.invalidUTF8, at: start) }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: input[run..<position]))
                try escape(into: &bytes)
                run = position
            case 0..<0x20: throw error(.controlCharacterInString)
            default: position += 1
            }
        }
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(JSONParseError) {
        let start = position
        position += 1
        let kind = try peek()
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(kind)
        case UInt8(ascii: "n"): bytes.append(0x0a)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "r"): bytes.append(0x0d)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0c)
        case UInt8(ascii: "u"): bytes.append(contentsOf: String(try unicodeEscape(at: start)).utf8)
        default: throw error(.invalidEscape, at: start)
        }
    }

    /// Reads `\uXXXX`, or two of them where the first is a high surrogate.
    ///
    /// After RFC 8259 §7. A lone surrogate denotes no character and becomes U+FFFD, as the API server reads it.
    private mutating func unicodeEscape(at start: Int) throws(JSONParseError) -> Character {
        let first = try hexUnit(at: start)
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard UTF16.isLeadSurrogate(UInt16(first)), isNext(UInt8(ascii: "\\")), position + 1 < input.count,
            input[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let mark = position
        position += 2
        let second = try hexUnit(at: mark)
        guard UTF16.isTrailSurrogate(UInt16(second)),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else {
            position = mark
            return "\u{FFFD}"
        }
        return Character(scalar)
    }

    private mutating func hexUnit(at start: Int) throws(JSONParseError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else {
                throw error(.invalidEscape, at: start)
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
