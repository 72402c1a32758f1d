/// A UID in sixteen bytes where it is a UUID as API servers write it (RFC 9562 §4, in lower case); any other as it is.
enum CompactUID: Hashable, Sendable {
    case uuid(UInt64, UInt64)
    case other(String)

    /// The UID of that text.
    init(_ text: String) {
        var halves: [UInt64] = []
        var digits = 0
        for (position, byte) in text.utf8.enumerated() {
            if Self.hyphens.contains(position), byte == UInt8(ascii: "-") { continue }
            guard let value = Self.value(of: byte) else { break }
            if digits % Self.digitsOfHalf == 0 { halves.append(0) }
            halves[halves.count - 1] = halves[halves.count - 1] << 4 | value
            digits += 1
        }
        let uuid = halves.count == 2 ? Self.uuid(halves[0], halves[1]) : .other(text)
        self = uuid.text == text ? uuid : .other(text)
    }

    /// The UID as it was.
    var text: String {
        switch self {
        case .other(let text): return text
        case .uuid(let high, let low):
            let digits = [high, low].flatMap { half in
                stride(from: 60, through: 0, by: -4).map { Self.digits[Int(half >> $0 & 0xf)] }
            }
            var text: [UInt8] = []
            for digit in digits {
                if Self.hyphens.contains(text.count) { text.append(UInt8(ascii: "-")) }
                text.append(digit)
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
    private static let digitsOfHalf = 16
    /// Where the hyphens of a UUID stand.
    private static let hyphens = [8, 13, 18, 23]

    private static func value(of digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
