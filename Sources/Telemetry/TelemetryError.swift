import Glibc

/// What can go wrong in this target.
package enum TelemetryError: Error, Equatable {
    /// The thread that writes the log, or what wakes it, could not be made.
    case logWriterUnavailable(reason: String)

    /// The operating system's text for an error number.
    static func text(ofErrno code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }
}

extension TelemetryError: CustomStringConvertible {
    /// One lower-case sentence with the cause.
    package var description: String {
        switch self {
        case .logWriterUnavailable(let reason): "cannot start writing the log: \(reason)"
        }
    }
}
