/// Writes JSON text (RFC 8259, UTF-8, no white space) into a byte buffer.
package struct JSONWriter: Sendable {
    /// The text so far.
    package private(set) var bytes: [UInt8] = []

    /// An empty buffer with room for that many bytes.
    package init(reserving capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    /// Appends text that is JSON already: punctuation, a literal, a finished fragment.
    package mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// The same for text that stands in a document.
    mutating func raw(_ text: ArraySlice<UInt8>) { bytes.append(contentsOf: text) }

    /// Appends a value.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(true): raw("true")
        case .bool(false): raw("false")
        case .number(let number): append(number.literal.utf8.span)
        case .string(let text): string(text)
        case .array(let elements): array(elements)
        case .object(let object): self.object(object)
        }
    }

    /// Appends a string with its quotes.
    package mutating func string(_ text: String) { string(text.utf8.span) }

    /// Appends a string, given as UTF-8, with its quotes.
    package mutating func string(utf8: [UInt8]) { string(utf8.span) }

    private mutating func string(_ text: Span<UInt8>) {
        let quote = UInt8(ascii: "\"")
        var plain = text.endOfPlainText(from: 0)
        bytes.append(addingCapacity: text.count + 2) { output in
            output.append(quote)
            output.append(copying: text.extracting(first: plain))
            if plain == text.count { output.append(quote) }
        }
        guard plain < text.count else { return }
        while plain < text.count {
            escape(text[plain])
            let start = plain + 1
            plain = text.endOfPlainText(from: start)
            append(text.extracting(start..<plain))
        }
        bytes.append(quote)
    }

    /// Appends bytes as a string of base64, as the Kubernetes API writes them.
    package mutating func base64(_ data: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        Base64.append(data.span, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func array(_ elements: [JSONValue]) {
        bytes.append(UInt8(ascii: "["))
        var first = true
        for element in elements {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            value(element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func object(_ object: JSONObject) {
        if let text = object.finishedText { return bytes.append(contentsOf: text) }
        bytes.append(UInt8(ascii: "{"))
        var first = true
        object.forEachMember { name, value in
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            string(name)
            bytes.append(UInt8(ascii: ":"))
            self.value(value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func append(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case UInt8(ascii: "\n"): raw("\\n")
        case UInt8(ascii: "\r"): raw("\\r")
        case UInt8(ascii: "\t"): raw("\\t")
        default:
            let digits: StaticString = "0123456789abcdef"
            raw("\\u00")
            digits.withUTF8Buffer {
                bytes.append($0[Int(byte >> 4)])
                bytes.append($0[Int(byte & 0x0f)])
            }
        }
    }
}

extension Span<UInt8> {
    /// The place of the next byte that a string may not hold as it is: a quote, a backslash or a control character
    /// (RFC 8259 §7); the end if there is none.
    ///
    /// Looks at eight bytes at a time: of those below 0x80, one that is less than `n` sets its highest bit when `n` is
    /// subtracted. The lowest byte marked in a word is always marked rightly.
    fileprivate func endOfPlainText(from start: Int) -> Int {
        var place = start
        while count - place >= 8 {
            let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
            let quotes = (word ^ Self.word(of: UInt8(ascii: "\""))) &- Self.word(of: 1)
            let backslashes = (word ^ Self.word(of: UInt8(ascii: "\\"))) &- Self.word(of: 1)
            let controls = word &- Self.word(of: UInt8(ascii: " "))
            let marks = (quotes | backslashes | controls) & ~word & Self.word(of: 0x80)
            guard marks == 0 else { return place + marks.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < count, !Self.mustEscape(self[place]) { place += 1 }
        return place
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Eight times the same byte.
    private static func word(of byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}

extension JSONValue {
    /// The value as JSON text without white space.
    package var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The value as the bytes of JSON text without white space.
    package var jsonBytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
