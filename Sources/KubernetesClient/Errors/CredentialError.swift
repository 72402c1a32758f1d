/// Why there is nothing to authenticate with.
package enum CredentialError: Error, Hashable, Sendable {
    /// A file with a token, certificate, key or CA cannot be read.
    case unreadableFile(path: String, reason: String)
    /// A file that must hold something is empty.
    case emptyFile(path: String)
    /// Bytes that should be PEM certificates or a PEM key are not; where they come from.
    case malformedPEM(source: String)
    /// The credential plugin cannot be started.
    case pluginNotStarted(command: String, reason: String, hint: String)
    /// The credential plugin ended with this exit code, or by a signal (128 + its number, as shells count).
    case pluginFailed(command: String, exitCode: Int32)
    /// The credential plugin took longer than allowed.
    case pluginTimedOut(command: String)
    /// What the credential plugin printed is not an ExecCredential of the version asked for; what is wrong with it.
    case pluginAnswer(command: String, problem: String)
    /// The credential plugin must talk to a person, and there is no terminal.
    case pluginNeedsTerminal(command: String)
}

extension CredentialError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadableFile(let path, let reason): "cannot read \(path): \(reason)"
        case .emptyFile(let path): "\(path) is empty"
        case .malformedPEM(let source): "\(source) is not PEM"
        case .pluginNotStarted(let command, let reason, let hint):
            "cannot start the credential plugin \(command): \(reason)" + (hint.isEmpty ? "" : "; \(hint)")
        case .pluginFailed(let command, let code): "the credential plugin \(command) ended with exit code \(code)"
        case .pluginTimedOut(let command): "the credential plugin \(command) took too long"
        case .pluginAnswer(let command, let problem): "the credential plugin \(command) answered wrongly: \(problem)"
        case .pluginNeedsTerminal(let command): "the credential plugin \(command) needs a terminal"
        }
    }
}
