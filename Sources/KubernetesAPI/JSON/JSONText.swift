/// Pieces of a JSON document's text, read where they lie.
extension Span<UInt8> {
    /// True if both hold the same bytes; compares eight at a time.
    func isEqual(to other: borrowing Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        let (mine, others) = (bytes, other.bytes)
        var offset = 0
        while count - offset >= 8 {
            let word = mine.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard word == others.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) else { return false }
            offset += 8
        }
        while offset < count {
            guard self[offset] == other[offset] else { return false }
            offset += 1
        }
        return true
    }
}

extension String {
    /// The characters of a string whose escapes (RFC 8259 §7) the parser has checked.
    ///
    /// A lone surrogate denotes no character and becomes U+FFFD, as the API server reads it.
    init(unescaping text: Span<UInt8>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "\\") {
                let kind = text[index]
                index += 1
                Self.unescape(kind, text, &index, into: &bytes)
            } else {
                bytes.append(byte)
            }
        }
        self = String(decoding: bytes, as: UTF8.self)
    }

    /// Appends what a backslash and the byte after it denote; `index` is past both.
    private static func unescape(_ kind: UInt8, _ text: Span<UInt8>, _ index: inout Int, into bytes: inout [UInt8]) {
        switch kind {
        case UInt8(ascii: "n"): bytes.append(0x0a)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "r"): bytes.append(0x0d)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0c)
        case UInt8(ascii: "u"): bytes.append(contentsOf: UTF8.encode(scalar(text, &index)) ?? .init())
        default: bytes.append(kind)
        }
    }

    /// Reads the digits of `\uXXXX`, and of a second one where the first is a high surrogate.
    private static func scalar(_ text: Span<UInt8>, _ index: inout Int) -> Unicode.Scalar {
        let first = hexUnit(text, at: index)
        index += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), text.count - index >= 6, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let second = hexUnit(text, at: index + 2)
        guard UTF16.isTrailSurrogate(second) else { return "\u{FFFD}" }
        index += 6
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private static func hexUnit(_ text: Span<UInt8>, at index: Int) -> UInt16 {
        var unit: UInt16 = 0
        for offset in 0..<4 {
            let digit = Character(Unicode.Scalar(text[index + offset])).hexDigitValue ?? 0
            unit = unit << 4 | UInt16(truncatingIfNeeded: digit)
        }
        return unit
    }
}
