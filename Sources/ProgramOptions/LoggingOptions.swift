public import ArgumentParser
public import Logging
package import Telemetry

/// What is written to standard error, and how.
package struct LoggingOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    package static let flags = ["log-format", "log-level"]

    @Option(help: ArgumentHelp("How log lines are written.", valueName: "format"))
    package var logFormat = LogFormat.json

    @Option(help: ArgumentHelp("The least level that is written.", valueName: "level"))
    package var logLevel = Logger.Level.info

    package init() {}

    /// Where lines go, as the flags say.
    package func output(to writer: LogWriter) -> LogOutput {
        LogOutput(format: logFormat, writer: writer, now: { Timestamp.now() })
    }

    /// A logger that writes there.
    package func logger(_ label: String, writer: LogWriter) -> Logger {
        output(to: writer).logger(label, level: logLevel)
    }
}

extension LogFormat: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}
