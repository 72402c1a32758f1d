import TestSupport

extension Command {
    /// Runs `openssl`, which must succeed, as an independent judge of what this target makes.
    @discardableResult static func openssl(
        _ arguments: String...,
        input: String = ""
    ) async throws(Command.Failure) -> String {
        try await output("openssl", arguments, input: input)
    }
}
