/// How log lines are written; the values of `--log-format`.
package enum LogFormat: String, Sendable, CaseIterable {
    /// A JSON object in each line, for collectors.
    case json
    /// Plain lines, for people.
    case text

    func append(_ record: LogRecord, to line: inout LineBuffer) {
        switch self {
        case .json: JSONLine.append(record, to: &line)
        case .text: TextLine.append(record, to: &line)
        }
        line.append("\n")
    }
}
