import Foundation
import TestSupport
import Testing

/// A Helm or kubectl as its project has released it, where `scripts/neighbours.sh` puts it.
struct ReleasedProgram: Sendable, CustomTestStringConvertible {
    let name: String
    let version: String

    var testDescription: String { "\(name) \(version)" }

    /// Where it is.
    var path: String { Fixtures.repository.appending(path: ".build/neighbours/\(name)-\(version)").path }

    /// Every Helm that is at hand, the oldest first.
    static let helms = available("helm", ["3.17.3", "4.1.4", "4.3.1"])
    /// Every kubectl that is at hand, the oldest first.
    static let kubectls = available("kubectl", ["1.31.9", "1.33.9", "1.37.1"])
    /// The oldest and the newest Helm: one patches, the other applies on the server's side.
    static let outermostHelms = helms.count > 1 ? [helms.first, helms.last].compactMap { $0 } : helms

    /// Those that are there; of the others it is said that they are not.
    private static func available(_ name: String, _ versions: [String]) -> [ReleasedProgram] {
        versions.map { ReleasedProgram(name: name, version: $0) }.filter { program in
            let isThere = FileManager.default.isExecutableFile(atPath: program.path)
            if !isThere { print("SKIPPED: tests with \(name) \(program.version): scripts/neighbours.sh installs it") }
            return isThere
        }
    }
}

extension ReleasedProgram {
    /// Runs it as the administrator of a cluster.
    func run(in cluster: ControlPlane, _ arguments: [String], input: String = "") async throws -> Command.Outcome {
        try await Command.run(path, ["--kubeconfig", cluster.kubeconfig.path] + arguments, input: input)
    }

    /// Runs it as the administrator of a cluster; it has to succeed.
    @discardableResult
    func must(in cluster: ControlPlane, _ arguments: [String], input: String = "") async throws -> String {
        try await Command.output(path, ["--kubeconfig", cluster.kubeconfig.path] + arguments, input: input)
    }
}
