import Foundation
import KubernetesAPI
import Manifests
import TestSupport

/// What Helm makes of `deploy/chart`.
enum HelmChart {
    static let folder = Fixtures.repository.appending(path: "deploy/chart")

    /// Renders the chart as the release `kopia-maintenance` in the installation's namespace.
    ///
    /// - Parameters:
    ///   - values: what differs from the chart's own values.
    ///   - helm: who renders.
    ///   - chart: a folder, or a package.
    /// - Returns: how Helm ended, whatever its exit status.
    /// - Throws: what makes the start impossible.
    static func render(
        _ values: JSONValue,
        with helm: ReleasedProgram,
        chart: URL = folder
    ) async throws -> Command.Outcome {
        let release = ["template", "kopia-maintenance", chart.path, "-n", Installation.namespace]
        // A server of today; values come as Helm reads any file.
        let flags = ["--kube-version", "1.36.0", "-f", "-"]
        return try await Command.run(helm.path, release + flags, input: values.jsonText)
    }

    /// The objects that the chart makes.
    static func objects(
        _ values: JSONValue,
        with helm: ReleasedProgram,
        chart: URL = folder
    ) async throws -> [JSONValue] {
        let outcome = try await render(values, with: helm, chart: chart)
        guard outcome.status == 0 else { throw Command.Failure(description: outcome.errors) }
        let manifest = Manifest(Array(outcome.output.utf8))
        if let error = manifest.error { throw error }
        return manifest.documents.map(\.root)
    }
}
