package import Logging

/// Where log lines go, in which form, and by which clock.
package struct LogOutput: Sendable {
    let format: LogFormat
    let writer: LogWriter
    let now: @Sendable () -> Timestamp

    /// Says how lines are written.
    ///
    /// - Parameters:
    ///   - format: JSON or text.
    ///   - writer: takes the finished lines.
    ///   - now: the clock, asked once for each line.
    package init(format: LogFormat, writer: LogWriter, now: @escaping @Sendable () -> Timestamp) {
        self.format = format
        self.writer = writer
        self.now = now
    }

    /// A logger that writes here.
    ///
    /// - Parameters:
    ///   - label: the part of the program that logs.
    ///   - level: the least level that is written.
    /// - Returns: a logger without details.
    package func logger(_ label: String, level: Logger.Level) -> Logger {
        Logger(label: label) { LineLogHandler(label: $0, output: self, logLevel: level) }
    }

    /// Writes a line without a logger; never blocks on the receiver of the log.
    ///
    /// - Parameters:
    ///   - level: how grave it is; whether that is to be written is the caller's to ask.
    ///   - label: the part of the program that logs.
    ///   - message: what happened.
    ///   - details: adds the details.
    package func write(
        _ level: Logger.Level,
        from label: String,
        _ message: String,
        details: (inout DirectLine) -> Void
    ) {
        let start = LineStart(timestamp: now(), level: level, label: label, message: message)
        var line = DirectLine(start, in: format)
        details(&line)
        line.finish(writer.append)
    }
}

/// The handler behind the loggers of this project: a value, so that each copy has a level and details of its own.
package struct LineLogHandler: LogHandler {
    /// The part of the program that logs.
    let label: String
    let output: LogOutput

    /// The least level that is written.
    package var logLevel: Logger.Level
    /// Details of every line of this logger.
    package var metadata: Logger.Metadata = [:]
    /// Gives details of the task that logs.
    package var metadataProvider: Logger.MetadataProvider?

    init(label: String, output: LogOutput, logLevel: Logger.Level) {
        self.label = label
        self.output = output
        self.logLevel = logLevel
    }

    /// One detail of every line of this logger.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes the line into the writer's buffer; never blocks on the receiver of the log.
    package func log(event: LogEvent) {
        var own = event.metadata
        if let error = event.error {
            own = (own ?? [:]).merging(["error": "\(error)"]) { given, _ in given }
        }
        let record = LogRecord(
            start: LineStart(
                timestamp: output.now(),
                level: event.level,
                label: label,
                message: event.message.description
            ),
            details: LogDetails(event: own, provider: metadataProvider?.get(), logger: metadata)
        )
        var line = LineBuffer()
        output.format.append(record, to: &line)
        line.withBytes { output.writer.append($0) }
    }
}
