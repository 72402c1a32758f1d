/// Pieces of a JSON document's text, read where they lie.
extension Span<UInt8> {
    /// True if both hold the same bytes; compares eight at a time, of which the last may overlap those before.
    @inline(__always)
    func isEqual(to other: borrowing Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count >= 8 else { return isShortEqual(to: other) }
        let (mine, others) = (bytes, other.bytes)
        let last = count &- 8
        var offset = 0
        while offset < last {
            guard mine.word(at: offset) == others.word(at: offset) else { return false }
            offset &+= 8
        }
        return mine.word(at: last) == others.word(at: last)
    }

    /// The same for less than eight bytes.
    @inline(__always)
    private func isShortEqual(to other: borrowing Span<UInt8>) -> Bool {
        let (mine, others) = (bytes, other.bytes)
        guard count < 4 else {
            let last = count &- 4
            return mine.halfWord(at: 0) == others.halfWord(at: 0)
                && mine.halfWord(at: last) == others.halfWord(at: last)
        }
        for index in indices where self[unchecked: index] != other[unchecked: index] { return false }
        return true
    }
}

/// For whoever has asked how many bytes there are.
extension RawSpan {
    @inline(__always)
    fileprivate func word(at offset: Int) -> UInt64 {
        unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    fileprivate func halfWord(at offset: Int) -> UInt32 {
        unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)
    }
}

extension Span<UInt8> {
    /// False if what stands up to the first escape of a string, or that escape, shows that it does not denote these
    /// characters.
    func mayDenote(_ characters: borrowing Span<UInt8>) -> Bool {
        var place = 0
        while place < Swift.min(count, characters.count), self[place] != UInt8(ascii: "\\") {
            guard self[place] == characters[place] else { return false }
            place += 1
        }
        guard place < characters.count, place < count else { return false }
        var end = place + 2
        let kind = self[place + 1]
        guard kind == UInt8(ascii: "u") else { return String.denoted(by: kind) == characters[place] }
        let scalar = UnescapedUnit.scalar(self, &end)
        return scalar >= 0x80 || scalar == UInt32(characters[place])
    }
}

extension String {
    /// The characters of a string whose escapes (RFC 8259 §7) the parser has checked.
    ///
    /// A lone surrogate denotes no character and becomes U+FFFD, as the API server reads it.
    init(unescaping text: Span<UInt8>) {
        self.init(unsafeUninitializedCapacity: Self.unescapedRoom(for: text)) { room in
            var output = OutputSpan(buffer: room, initializedCount: 0)
            Self.unescape(text, into: &output)
            return output.finalize(for: room)
        }
    }

    /// How many bytes are enough for what the escapes of a text denote, none of which is shorter.
    static func unescapedRoom(for text: Span<UInt8>) -> Int {
        text.count <= roomyLimit ? text.count : unescapedCount(text)
    }

    /// Six times the room that is needed, as an escape may have, is too much once a text is long; a string keeps it.
    private static let roomyLimit = 1 << 12

    /// How many bytes the characters have.
    private static func unescapedCount(_ text: Span<UInt8>) -> Int {
        var (count, index) = (0, 0)
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                (count, index) = (count + 1, index + 1)
                continue
            }
            let isUnicode = text[index + 1] == UInt8(ascii: "u")
            index += 2
            guard isUnicode else {
                count += 1
                continue
            }
            count += UnescapedUnit.utf8Count(of: UnescapedUnit.scalar(text, &index))
        }
        return count
    }

    /// Appends the characters as UTF-8.
    static func unescape(_ text: Span<UInt8>, into output: inout OutputSpan<UInt8>) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "\\") {
                let kind = text[index]
                index += 1
                unescape(kind, text, &index, into: &output)
            } else {
                output.append(byte)
            }
        }
    }

    /// Appends what a backslash and the byte after it denote; `index` is past both.
    private static func unescape(
        _ kind: UInt8,
        _ text: Span<UInt8>,
        _ index: inout Int,
        into output: inout OutputSpan<UInt8>
    ) {
        if kind == UInt8(ascii: "u") {
            append(UnescapedUnit.scalar(text, &index), to: &output)
        } else {
            output.append(denoted(by: kind))
        }
    }

    /// What a backslash and any other letter denote.
    fileprivate static func denoted(by kind: UInt8) -> UInt8 {
        switch kind {
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        default: kind
        }
    }

    /// Appends a character as UTF-8 (RFC 3629 §3).
    private static func append(_ scalar: UInt32, to output: inout OutputSpan<UInt8>) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | scalar &>> shift & 0x3F) }
        switch scalar {
        case ..<0x80: output.append(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            output.append(UInt8(truncatingIfNeeded: 0xC0 | scalar &>> 6))
            output.append(tail(0))
        case ..<0x1_0000:
            output.append(UInt8(truncatingIfNeeded: 0xE0 | scalar &>> 12))
            output.append(tail(6))
            output.append(tail(0))
        default:
            output.append(UInt8(truncatingIfNeeded: 0xF0 | scalar &>> 18))
            output.append(tail(12))
            output.append(tail(6))
            output.append(tail(0))
        }
    }
}

/// Reads what `\uXXXX` denotes.
enum UnescapedUnit {
    /// How many bytes of UTF-8 a character has (RFC 3629 §3).
    static func utf8Count(of scalar: UInt32) -> Int {
        switch scalar {
        case ..<0x80: 1
        case ..<0x800: 2
        case ..<0x1_0000: 3
        default: 4
        }
    }

    /// What stands for a lone surrogate.
    private static let replacement: UInt32 = 0xFFFD

    /// Reads the digits at `index`, and those of a second escape where the first is a high surrogate.
    static func scalar(_ text: Span<UInt8>, _ index: inout Int) -> UInt32 {
        let first = unit(text, at: index)
        index += 4
        guard first & 0xF800 == 0xD800 else { return first }
        guard first < 0xDC00, text.count - index >= 6, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u")
        else { return replacement }
        let second = unit(text, at: index + 2)
        guard second & 0xFC00 == 0xDC00 else { return replacement }
        index += 6
        return 0x1_0000 + (first & 0x3FF) << 10 + second & 0x3FF
    }

    private static func unit(_ text: Span<UInt8>, at index: Int) -> UInt32 {
        var unit: UInt32 = 0
        for offset in 0..<4 { unit = unit << 4 | digit(text[index + offset]) }
        return unit
    }

    /// The parser has seen to it that it is one.
    private static func digit(_ byte: UInt8) -> UInt32 {
        byte <= UInt8(ascii: "9") ? UInt32(byte & 0xF) : UInt32(byte & 0xF) + 9
    }
}
