/// Runs of bytes that mean nothing by themselves, skipped eight at a time.
extension JSONParser {
    /// Skips white space.
    @inline(__always)
    mutating func skipSpace() {
        // API servers send none, so most calls end here.
        if isBeforeBlank { skipBlanks() }
    }

    /// Skips the white space at hand, if it is some: most of it is indentation.
    private mutating func skipBlanks() {
        repeat {
            switch input[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
            while let word = nextWord {
                let others = word ^ Self.word(of: UInt8(ascii: " "))
                position += others.trailingZeroBitCount / 8
                if others != 0 { break }
            }
        } while isBeforeBlank
    }

    /// True before white space, or before a byte that may stand nowhere.
    @inline(__always)
    private var isBeforeBlank: Bool { position < input.count && input[position] <= UInt8(ascii: " ") }

    /// Skips what needs no closer look in a string: ASCII but for quotes, backslashes and control characters.
    ///
    /// Stops at the first byte that does, or less than eight bytes before the end. A byte below `n` sets its highest bit
    /// when `n` is subtracted, and so does one above 0x7f by itself; the lowest byte marked in a word is always marked
    /// rightly.
    @inline(__always)
    mutating func skipPlainText() {
        let ones = Self.word(of: 1)
        while let word = nextWord {
            let quotes = (word ^ Self.word(of: UInt8(ascii: "\""))) &- ones
            let backslashes = (word ^ Self.word(of: UInt8(ascii: "\\"))) &- ones
            let controls = word &- Self.word(of: UInt8(ascii: " "))
            let marks = (quotes | backslashes | controls | word) & Self.word(of: 0x80)
            position += marks.trailingZeroBitCount / 8
            if marks != 0 { return }
        }
    }

    /// The next eight bytes, the first in the lowest place; nil if there are fewer.
    @inline(__always)
    private var nextWord: UInt64? {
        guard input.count - position >= 8 else { return nil }
        let bytes = UnsafeRawBufferPointer(input)
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    /// Eight times the same byte.
    @inline(__always)
    private static func word(of byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
