extension String {
    /// The text with nothing in it that a terminal would obey or that turns the direction of writing: what stands in the
    /// objects of a cluster is anybody's.
    var printable: String {
        guard unicodeScalars.contains(where: \.isCommand) else { return self }
        var text = ""
        for scalar in unicodeScalars { text.unicodeScalars.append(scalar.isCommand ? "\u{FFFD}" : scalar) }
        return text
    }

    /// The text on one line.
    var oneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ").printable }

    /// How many columns of a terminal the text takes.
    var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// As much of the beginning as fits into so many columns, with an ellipsis where something is left out.
    func fitted(to width: Int) -> String {
        guard displayWidth > width else { return self }
        guard width > 0 else { return "" }
        var text = ""
        var used = 0
        for character in self {
            guard used + character.displayWidth < width else { break }
            used += character.displayWidth
            text.append(character)
        }
        return text + "…"
    }

    /// The text with blanks behind it up to that many columns.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - displayWidth)) }

    /// The text in lines of at most so many columns, broken between words; a word that is longer stands alone.
    func wrapped(to width: Int) -> [String] {
        guard displayWidth > width else { return isEmpty ? [] : [self] }
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if line.displayWidth + 1 + String(word).displayWidth <= width {
                line += " \(word)"
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}

extension Unicode.Scalar {
    fileprivate var isCommand: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        // Bidi_Control (UAX #9, section 2).
        case .format:
            [0x61C, 0x200E, 0x200F].contains(value) || (0x202A...0x202E).contains(value)
                || (0x2066...0x2069).contains(value)
        default: false
        }
    }
}

extension Character {
    /// How many columns the character takes, after the `wcwidth` of terminals: East Asian wide and fullwidth characters
    /// (UAX #11) and emoji take two, what combines with nothing none.
    fileprivate var displayWidth: Int {
        guard let first = unicodeScalars.first else { return 0 }
        if unicodeScalars.contains(where: { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }) { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return Self.wide.contains { $0.contains(first.value) } ? 2 : 1
        }
    }

    /// The blocks of wide and fullwidth characters (Unicode 16, EastAsianWidth.txt), without their gaps.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x17000...0x18CFF, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFD,
    ]
}
