/// Base64 (RFC 4648 §4), as Secrets, webhook configurations and kubeconfigs hold certificates and keys.
package enum Base64 {
    private static let padding = UInt8(ascii: "=")

    /// The text that encodes the bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        append(bytes.span, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text that encodes the bytes.
    static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        text.append(addingCapacity: (bytes.count + 2) / 3 * 4) { output in
            var start = appendWords(of: bytes, to: &output)
            while start < bytes.count {
                let count = min(bytes.count - start, 3)
                let group = (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << (40 - 8 * $1) }
                let digits = digits(of: group)
                for digit in 0...count { output.append(UInt8(truncatingIfNeeded: digits >> (56 - 8 * digit))) }
                for _ in count..<3 { output.append(padding) }
                start += 3
            }
        }
    }

    /// Appends eight digits for each six bytes, as long as eight can be read; returns where the others begin.
    private static func appendWords(of bytes: Span<UInt8>, to output: inout OutputSpan<UInt8>) -> Int {
        output.withUnsafeMutableBufferPointer { output, count in
            let (input, output) = (bytes.bytes, UnsafeMutableRawBufferPointer(output))
            var start = 0
            while bytes.count - start >= 8 {
                let word = UInt64(bigEndian: input.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
                output.storeBytes(of: digits(of: word >> 16).bigEndian, toByteOffset: count, as: UInt64.self)
                (start, count) = (start + 6, count + 8)
            }
            return start
        }
    }

    /// The digits of 48 bits, the first in the highest byte.
    ///
    /// The bits are dealt out by halves until each byte has six. From one stretch of the alphabet to the next the digits
    /// skip a few characters, or step back; they are computed in eight bytes at once.
    @inline(__always)
    private static func digits(of group: UInt64) -> UInt64 {
        var bits = group & 0xff_ffff | group << 8 & 0xff_ffff_0000_0000
        bits = bits & 0x0fff_0000_0fff | bits << 4 & 0x0fff_0000_0fff_0000
        bits = bits & 0x003f_003f_003f_003f | bits << 2 & 0x3f00_3f00_3f00_3f00
        var digits = bits &+ word(of: UInt8(ascii: "A"))
        digits &+= bytes(of: bits, from: 26) &* UInt64(UInt8(ascii: "a") - UInt8(ascii: "Z") - 1)
        digits &-= bytes(of: bits, from: 52) &* UInt64(UInt8(ascii: "z") - UInt8(ascii: "0") + 1)
        digits &-= bytes(of: bits, from: 62) &* UInt64(UInt8(ascii: "9") - UInt8(ascii: "+") + 1)
        return digits &+ bytes(of: bits, from: 63) &* UInt64(UInt8(ascii: "/") - UInt8(ascii: "+") - 1)
    }

    /// One in each byte that is no less than the limit, where all are below 64.
    @inline(__always)
    private static func bytes(of word: UInt64, from limit: UInt8) -> UInt64 {
        (word &+ self.word(of: 0x80 - limit)) >> 7 & self.word(of: 1)
    }

    /// Eight times the same byte.
    @inline(__always)
    private static func word(of byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

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
