import Logging

/// A log line for people: time, level, logger, message, then the details as `key=value`.
enum TextLine {
    static func append(_ start: LineStart, to line: inout LineBuffer) {
        start.timestamp.append(to: &line)
        line.append(" ")
        line.append(name(of: start.level))
        line.append(" ")
        line.append(escaping: start.label)
        line.append(": ")
        line.append(escaping: start.message)
    }

    static func append(_ key: String, _ value: Logger.MetadataValue, to line: inout LineBuffer) {
        line.append(" ")
        append(word: key, to: &line)
        line.append("=")
        switch value {
        case .string(let text): append(word: text, to: &line)
        // Arrays and dictionaries describe themselves well enough for people.
        case .stringConvertible, .array, .dictionary: append(word: value.description, to: &line)
        }
    }

    /// The same for a key of the program's own, which is a plain word.
    static func append(_ key: StaticString, word text: String, to line: inout LineBuffer) {
        line.append(" ")
        line.append(key)
        line.append("=")
        append(word: text, to: &line)
    }

    /// In quotation marks when it would otherwise not be clear where it ends.
    private static func append(word: String, to line: inout LineBuffer) {
        var word = word
        let isPlain = word.withUTF8 { bytes in
            !bytes.isEmpty
                && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "\"") }
        }
        if !isPlain { line.append("\"") }
        line.append(escaping: word)
        if !isPlain { line.append("\"") }
    }

    /// As wide as the widest, so that the lines stand below each other.
    private static func name(of level: Logger.Level) -> StaticString {
        switch level {
        case .trace: "TRACE   "
        case .debug: "DEBUG   "
        case .info: "INFO    "
        case .notice: "NOTICE  "
        case .warning: "WARNING "
        case .error: "ERROR   "
        case .critical: "CRITICAL"
        }
    }
}
