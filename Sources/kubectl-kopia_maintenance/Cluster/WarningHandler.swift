import Logging

extension Logger {
    /// Shows the API server's warnings as kubectl does, and nothing else of what the client logs.
    static var ofWarnings: Logger { Logger(label: "kubectl-kopia_maintenance") { _ in WarningHandler() } }

    /// Shows nothing.
    static var silent: Logger { Logger(label: "kubectl-kopia_maintenance") { _ in SwiftLogNoOpLogHandler() } }
}

/// Writes the warnings of the API server to standard error.
private struct WarningHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard let warning = event.metadata?["warning"] else { return }
        StandardStream.error.write("Warning: \("\(warning)".printable)\n")
    }
}
