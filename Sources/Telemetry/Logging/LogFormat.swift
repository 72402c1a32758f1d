import Logging

/// How log lines are written; the values of `--log-format`.
package enum LogFormat: String, Sendable, CaseIterable {
    /// A JSON object in each line, for collectors.
    case json
    /// Plain lines, for people.
    case text
}

extension LogFormat {
    /// Writes a whole line.
    func append(_ record: LogRecord, to line: inout LineBuffer) {
        append(record.start, to: &line)
        record.details.forEach { append($0, $1, to: &line) }
        appendEnd(to: &line)
    }

    /// Begins a line.
    func append(_ start: LineStart, to line: inout LineBuffer) {
        switch self {
        case .json: JSONLine.append(start, to: &line)
        case .text: TextLine.append(start, to: &line)
        }
    }

    /// Adds a detail.
    func append(_ key: String, _ value: Logger.MetadataValue, to line: inout LineBuffer) {
        switch self {
        case .json: JSONLine.append(key, value, to: &line)
        case .text: TextLine.append(key, value, to: &line)
        }
    }

    /// Ends a line.
    func appendEnd(to line: inout LineBuffer) {
        switch self {
        case .json: line.append("}\n")
        case .text: line.append("\n")
        }
    }
}
