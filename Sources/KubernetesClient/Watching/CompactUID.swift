/// A UID in sixteen bytes where it is a UUID as API servers write it (RFC 9562 §4, in lower case); any other as it is.
enum CompactUID: Hashable, Sendable {
    case uuid(UInt64, UInt64)
    case other(String)

    /// The UID of that text.
    init(_ text: String) {
        var (high, low, position) = (UInt64(0), UInt64(0), 0)
        for byte in text.utf8 {
            if Self.isHyphen(position), byte == UInt8(ascii: "-") {
                position += 1
                continue
            }
            guard let digit = Self.value(of: byte), position < Self.length, !Self.isHyphen(position) else { break }
            (high, low) = (high << 4 | low >> 60, low << 4 | digit)
            position += 1
        }
        self = position == Self.length && text.utf8.count == Self.length ? .uuid(high, low) : .other(text)
    }

    /// The UID as it was.
    var text: String {
        switch self {
        case .uuid(let high, let low): Self.text(high, low)
        case .other(let text): text
        }
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        var (high, low) = (high, low)
        var text: [UInt8] = []
        text.reserveCapacity(length)
        for position in 0..<length {
            guard !isHyphen(position) else {
                text.append(UInt8(ascii: "-"))
                continue
            }
            text.append(digits[Int(high >> 60)])
            (high, low) = (high << 4 | low >> 60, low << 4)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// With its hyphens.
    private static let length = 36
    private static let digits = Array("0123456789abcdef".utf8)

    private static func isHyphen(_ position: Int) -> Bool {
        position == 8 || position == 13 || position == 18 || position == 23
    }

    private static func value(of digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
