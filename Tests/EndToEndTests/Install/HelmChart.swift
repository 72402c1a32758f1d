import Foundation
import KubernetesAPI
import Manifests
import TestSupport

/// What Helm makes of `deploy/chart`.
enum HelmChart {
    static let folder = Fixtures.repository.appending(path: "deploy/chart")

    /// How to run Helm: the command, or its SDK behind Python.
    private enum Engine {
        case command
        case python(modules: String?)
    }

    /// Nil, said aloud, where there is no Helm.
    private static let engine: Task<Engine?, Never> = Task {
        if await succeeds("helm", ["version"], modules: nil) { return .command }
        // Where `scripts/helm-engine.sh` puts it; or somebody has installed it.
        for modules in [Fixtures.repository.appending(path: ".build/helm").path, nil] {
            if await succeeds("python3", ["-c", "import helm_python"], modules: modules) {
                return .python(modules: modules)
            }
        }
        print("SKIPPED: the chart is not rendered: there is no Helm; scripts/helm-engine.sh installs one from PyPI")
        return nil
    }

    private static func succeeds(_ program: String, _ arguments: [String], modules: String?) async -> Bool {
        (try? await Command.run(program, arguments, in: surroundings(modules)).status) == 0
    }

    private static func surroundings(_ modules: String?) -> Command.Surroundings {
        .inherited(modules.map { ["PYTHONPATH": $0] } ?? [:])
    }

    /// Renders the chart as the release `kopia-maintenance` in the installation's namespace.
    ///
    /// - Parameter values: what differs from the chart's own values.
    /// - Returns: how Helm ended, whatever its exit status; nil where there is no Helm.
    /// - Throws: what makes the start impossible.
    static func render(_ values: JSONValue) async throws -> Command.Outcome? {
        switch await engine.value {
        case nil: return nil
        case .command:
            let file = FileManager.default.temporaryDirectory.appending(path: "km-values-\(UUID().uuidString).json")
            try values.jsonText.write(to: file, atomically: true, encoding: .utf8)
            defer { try? FileManager.default.removeItem(at: file) }
            let release = ["template", "kopia-maintenance", folder.path, "-n", Installation.namespace]
            return try await Command.run("helm", release + ["--kube-version", "1.36.0", "-f", file.path])
        case .python(let modules):
            let script = Fixtures.repository.appending(path: "scripts/render-chart.py").path
            return try await Command.run(
                "python3",
                [script, folder.path, values.jsonText],
                in: surroundings(modules)
            )
        }
    }

    /// The objects that the chart makes; nil where there is no Helm.
    static func objects(_ values: JSONValue) async throws -> [JSONValue]? {
        guard let outcome = try await render(values) else { return nil }
        guard outcome.status == 0 else { throw Command.Failure(description: outcome.errors) }
        let manifest = Manifest(Array(outcome.output.utf8))
        if let error = manifest.error { throw error }
        return manifest.documents.map(\.root)
    }
}
