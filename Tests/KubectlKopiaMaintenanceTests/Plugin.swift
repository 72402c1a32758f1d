import Foundation
import TestSupport

/// The plugin as a user runs it: another process.
struct Plugin {
    let status: Int32
    let output: String
    let complaints: String

    /// Runs it to its end.
    init(
        _ arguments: [String],
        input: String = "",
        in surroundings: Command.Surroundings = .inherited([:])
    ) async throws {
        // The test runner lies beside the programs that were built with it.
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "kubectl-kopia_maintenance")
        let outcome = try await Command.run(
            program.path,
            arguments,
            input: input,
            in: surroundings,
            directory: Fixtures.repository.path
        )
        status = outcome.status
        output = outcome.output
        complaints = outcome.errors
    }
}
