/// What a run said of itself at its end, in the machine-readable lines of its log or termination message.
///
/// The maintenance script writes them bare, the entry point of a VolSync image behind its log level.
package struct MaintenanceReport: Hashable, Sendable {
    /// Whether something went well.
    package enum Status: String, Hashable, Sendable {
        case success = "SUCCESS"
        case failure = "FAILURE"
    }

    /// How the run ended.
    package let status: Status

    /// How quick maintenance ended, where the run says so: its failure alone fails no run.
    package let quickStatus: Status?

    package let duration: Duration?

    /// Why the run failed: a word for programs, a colon and a sentence.
    package let failureReason: String?

    /// Reads the lines; nil if the text says nothing of how the run ended.
    ///
    /// Of a line that stands twice the last counts.
    package init?(_ text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            for name in Self.names {
                guard let value = Self.value(of: name, in: line) else { continue }
                values[name] = value
            }
        }
        guard let status = values["MAINTENANCE_STATUS"].flatMap({ Status(rawValue: String($0)) }) else { return nil }
        self.status = status
        quickStatus = values["MAINTENANCE_QUICK_STATUS"].flatMap { Status(rawValue: String($0)) }
        duration = values["MAINTENANCE_DURATION"].flatMap { Int64($0) }.map(Duration.seconds)
        failureReason = values["MAINTENANCE_FAILURE_REASON"].map(String.init)
    }

    /// The word at the start of ``failureReason``, such as `WrongPassword`; nil if there is none.
    package var failureWord: String? { FailureWord.word(of: failureReason) }

    private static let names: [Substring] = [
        "MAINTENANCE_STATUS", "MAINTENANCE_QUICK_STATUS", "MAINTENANCE_DURATION", "MAINTENANCE_FAILURE_REASON",
    ]

    private static func value(of name: Substring, in line: Substring) -> Substring? {
        let bare = line.hasPrefix("INFO: ") ? line.dropFirst("INFO: ".count) : line
        let start = "\(name): "
        return bare.hasPrefix(start) ? bare.dropFirst(start.count) : nil
    }
}
