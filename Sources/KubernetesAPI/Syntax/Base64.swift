/// Base64 (RFC 4648 §4), as Secrets, webhook configurations and kubeconfigs hold certificates and keys.
package enum Base64 {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    private static let padding = UInt8(ascii: "=")

    /// The text that encodes the bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        append(bytes.span, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text that encodes the bytes.
    static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        let rest = bytes.count % 3
        let whole = bytes.count - rest
        text.append(addingCapacity: (bytes.count + 2) / 3 * 4) { output in
            var start = 0
            while start < whole {
                append(bytes[start], bytes[start + 1], bytes[start + 2], to: &output, count: 4)
                start += 3
            }
            guard rest > 0 else { return }
            append(bytes[whole], rest == 2 ? bytes[whole + 1] : 0, 0, to: &output, count: rest + 1)
            for _ in rest..<3 { output.append(padding) }
        }
    }

    /// Appends the first digits of three bytes, each of which stands for six bits.
    @inline(__always)
    private static func append(
        _ first: UInt8,
        _ second: UInt8,
        _ third: UInt8,
        to output: inout OutputSpan<UInt8>,
        count: Int
    ) {
        let group = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
        for digit in 0..<count { output.append(alphabet.utf8Start[Int(group >> (18 - 6 * digit)) & 63]) }
    }

    /// The bytes that the text encodes; nil if it is not base64.
    ///
    /// Line breaks and spaces are skipped.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 4 * 3)
        var group: UInt32 = 0
        var digits = 0
        var padding = 0
        for character in text.utf8 where !isSpace(character) {
            if character == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let digit = value(of: character) else { return nil }
            group = group << 6 | digit
            digits += 1
            if digits.isMultiple(of: 4) {
                bytes += [UInt8(truncatingIfNeeded: group >> 16), UInt8(truncatingIfNeeded: group >> 8)]
                bytes.append(UInt8(truncatingIfNeeded: group))
                group = 0
            }
        }
        switch (digits % 4, padding) {
        case (0, 0): break
        case (2, 2): bytes.append(UInt8(truncatingIfNeeded: group >> 4))
        case (3, 1): bytes += [UInt8(truncatingIfNeeded: group >> 10), UInt8(truncatingIfNeeded: group >> 2)]
        default: return nil
        }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static func isSpace(_ character: UInt8) -> Bool {
        character == 0x20 || character == 0x0a || character == 0x0d || character == 0x09
    }
}
