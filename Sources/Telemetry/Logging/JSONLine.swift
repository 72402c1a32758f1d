import Logging

/// A log line as one JSON object: `ts`, `level`, `logger`, `msg`, then the details by key.
enum JSONLine {
    /// Details deeper than this become text: nothing that is logged on purpose nests like that.
    private static let deepestNesting = 8

    static func append(_ start: LineStart, to line: inout LineBuffer) {
        line.append("{\"ts\":\"")
        start.timestamp.append(to: &line)
        line.append("\",\"level\":\"")
        line.append(plain: start.level.rawValue)
        line.append("\",\"logger\":\"")
        line.append(escaping: start.label)
        line.append("\",\"msg\":\"")
        line.append(escaping: start.message)
        line.append("\"")
    }

    static func append(_ key: String, _ value: Logger.MetadataValue, to line: inout LineBuffer) {
        line.append(",\"")
        line.append(escaping: key)
        if isTaken(key) { line.append("_") }
        line.append("\":")
        append(value, to: &line, depth: 1)
    }

    /// The same for a key of the program's own, which needs no escaping and is none of the line's.
    static func append(_ key: StaticString, string text: String, to line: inout LineBuffer) {
        line.append(",\"")
        line.append(key)
        line.append("\":\"")
        line.append(escaping: text)
        line.append("\"")
    }

    /// Whether the line itself has this key; a detail gets an underscore behind it then, so that no key comes twice.
    private static func isTaken(_ key: String) -> Bool {
        switch key.utf8.count {
        case 2: key == "ts"
        case 3: key == "msg"
        case 5: key == "level"
        case 6: key == "logger"
        default: false
        }
    }

    private static func append(_ value: Logger.MetadataValue, to line: inout LineBuffer, depth: Int) {
        switch value {
        case .string(let text): append(string: text, to: &line)
        case .stringConvertible(let value): append(value, to: &line)
        case .array, .dictionary:
            guard depth < deepestNesting else {
                append(string: "(nested too deeply)", to: &line)
                return
            }
            appendCollection(value, to: &line, depth: depth + 1)
        }
    }

    /// Numbers and truth values stay what they are, so that collectors can compare them.
    private static func append(_ value: any CustomStringConvertible, to line: inout LineBuffer) {
        switch value {
        case let number as Int: line.append(plain: String(number))
        case let claim as Bool: claim ? line.append("true") : line.append("false")
        case let number as Double where number.isFinite: line.append(plain: String(number))
        case let number as any FixedWidthInteger: line.append(plain: number.description)
        default: append(string: value.description, to: &line)
        }
    }

    private static func appendCollection(_ value: Logger.MetadataValue, to line: inout LineBuffer, depth: Int) {
        switch value {
        case .array(let items):
            line.append("[")
            for (position, item) in items.enumerated() {
                if position > 0 { line.append(",") }
                append(item, to: &line, depth: depth)
            }
            line.append("]")
        case .dictionary(let entries):
            line.append("{")
            for (position, entry) in entries.sorted(by: { $0.key < $1.key }).enumerated() {
                if position > 0 { line.append(",") }
                append(string: entry.key, to: &line)
                line.append(":")
                append(entry.value, to: &line, depth: depth)
            }
            line.append("}")
        case .string, .stringConvertible: append(value, to: &line, depth: depth)
        }
    }

    private static func append(string text: String, to line: inout LineBuffer) {
        line.append("\"")
        line.append(escaping: text)
        line.append("\"")
    }
}
