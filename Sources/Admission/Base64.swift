/// The base 64 encoding with padding (RFC 4648 §4), in which a Kubernetes API carries bytes.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The encoded text, as its ASCII bytes.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        let (input, digits) = (bytes.span, alphabet.span)
        let rest = input.count % 3
        let whole = input.count - rest
        return [UInt8](capacity: (input.count + 2) / 3 * 4) { output in
            var start = 0
            while start < whole {
                append(input[start], input[start + 1], input[start + 2], in: digits, to: &output, count: 4)
                start += 3
            }
            guard rest > 0 else { return }
            append(input[whole], rest == 2 ? input[whole + 1] : 0, 0, in: digits, to: &output, count: rest + 1)
            for _ in rest..<3 { output.append(padding) }
        }
    }

    /// Appends the first digits of three bytes, each of which stands for six bits.
    @inline(__always)
    private static func append(
        _ first: UInt8,
        _ second: UInt8,
        _ third: UInt8,
        in digits: Span<UInt8>,
        to output: inout OutputSpan<UInt8>,
        count: Int
    ) {
        let group = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
        for digit in 0..<count { output.append(digits[Int(group >> (18 - 6 * digit)) & 63]) }
    }
}
