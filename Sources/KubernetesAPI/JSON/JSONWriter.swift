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

    /// Appends finished ASCII text, such as an encoding of bytes.
    package mutating func raw(ascii text: [UInt8]) { bytes.append(contentsOf: text) }

    /// Appends a value.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(true): raw("true")
        case .bool(false): raw("false")
        case .number(let number): bytes.append(contentsOf: number.literal.utf8)
        case .string(let text): string(text)
        case .array(let elements): array(elements)
        case .object(let object): self.object(object)
        }
    }

    /// Appends a string with its quotes.
    package mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for index in 0..<utf8.count where Self.mustEscape(utf8[index]) {
                bytes.append(contentsOf: utf8[start..<index])
                escape(utf8[index])
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
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
        bytes.append(UInt8(ascii: "{"))
        var first = true
        for member in object {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            string(member.name)
            bytes.append(UInt8(ascii: ":"))
            value(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
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
