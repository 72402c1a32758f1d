/// The octets that HTTP/1.1 gives a meaning (RFC 9112 §2.2, RFC 9110 §5.6).
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let percent: UInt8 = 0x25
    static let asterisk: UInt8 = 0x2A
    static let comma: UInt8 = 0x2C
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let questionMark: UInt8 = 0x3F
    static let openBracket: UInt8 = 0x5B
    static let closeBracket: UInt8 = 0x5D
    static let delete: UInt8 = 0x7F

    /// `octet` in lower case if it is an ASCII letter, unchanged otherwise.
    @inline(__always)
    static func lowercased(_ octet: UInt8) -> UInt8 {
        octet &- 0x41 < 26 ? octet | 0x20 : octet
    }

    /// The value of a decimal digit.
    static func decimalValue(_ octet: UInt8) -> Int? {
        (zero...nine).contains(octet) ? Int(octet - zero) : nil
    }

    /// The value of a hexadecimal digit of either case.
    static func hexadecimalValue(_ octet: UInt8) -> Int? {
        if let value = decimalValue(octet) { return value }
        let letter = lowercased(octet)
        return (0x61...0x66).contains(letter) ? Int(letter - 0x61) + 10 : nil
    }

    /// Whether `octet` is optional white space (RFC 9110 §5.6.3).
    @inline(__always)
    static func isBlank(_ octet: UInt8) -> Bool {
        octet == space || octet == tab
    }
}
