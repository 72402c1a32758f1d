import Foundation
import TestSupport

/// The plugin as a user runs it: another process.
struct Plugin {
    let status: Int32
    let output: String
    let complaints: String

    /// The test runner lies beside the programs that were built with it.
    private static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    /// The program.
    static let program = folder.appending(path: "kubectl-kopia_maintenance")

    /// The variables by which it is ``SampleMaintenance/now``, for ever.
    static let atSampleTime = [
        "LD_PRELOAD": folder.appending(path: "libFixedClock.so").path, "KM_TEST_TIME": "\(SampleMaintenance.now)",
    ]

    /// Runs it to its end.
    init(
        _ arguments: [String],
        input: String = "",
        in surroundings: Command.Surroundings = .inherited([:])
    ) async throws {
        let outcome = try await Command.run(
            Self.program.path,
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
