/// The base 64 encoding with padding (RFC 4648 §4), in which a Kubernetes API carries bytes.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The encoded text, as its ASCII bytes.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        let length = (bytes.count + 2) / 3 * 4
        return [UInt8](unsafeUninitializedCapacity: length) { output, count in
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let second = start + 1 < bytes.count ? bytes[start + 1] : nil
                let third = start + 2 < bytes.count ? bytes[start + 2] : nil
                let group = UInt32(bytes[start]) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
                output[count] = alphabet[Int(group >> 18 & 63)]
                output[count + 1] = alphabet[Int(group >> 12 & 63)]
                output[count + 2] = second == nil ? padding : alphabet[Int(group >> 6 & 63)]
                output[count + 3] = third == nil ? padding : alphabet[Int(group & 63)]
                count += 4
            }
        }
    }
}
