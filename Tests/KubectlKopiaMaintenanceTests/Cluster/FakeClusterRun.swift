import Foundation
import KubernetesAPI
import TestSupport

/// A fake API server, and the plugin as somebody who works with it.
struct FakeClusterRun {
    let server: FakeAPIServer
    /// The path of the kubeconfig.
    let kubeconfig: String

    /// Runs a test with an empty cluster; it is gone afterwards.
    static func run(
        resources: [FakeResource] = FakeResource.standard,
        _ body: (FakeClusterRun) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-plugin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try FakeAPIServer(resources: resources)
        defer { server.stop() }
        let file = folder.appending(path: "config")
        let text = """
            current-context: test
            contexts: [{name: test, context: {cluster: test, namespace: backup}}]
            clusters: [{name: test, cluster: {server: "\(server.url)"}}]

            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        try await body(FakeClusterRun(server: server, kubeconfig: file.path))
    }

    /// Stores an object, its status too.
    func store(_ object: JSONValue) throws {
        let kind = object["kind"]?.string ?? ""
        let metadata = ObjectMetadata(object["metadata"])
        try server.cluster.create(kind, object)
        guard let status = object["status"] else { return }
        let name = FakeObjectName(metadata.namespace ?? "", metadata.name ?? "")
        try server.cluster.update(kind, name, subresource: "status") { $0.setting(status, at: "status") }
    }

    /// Runs the plugin.
    func plugin(_ arguments: String...) async throws -> Plugin {
        try await Plugin(arguments + ["--kubeconfig", kubeconfig])
    }

    /// Starts the plugin on a terminal with colours, at the time of the samples.
    ///
    /// - Parameters:
    ///   - columns: how wide the terminal is; nil for one that does not tell its size.
    ///   - line: the command line, words separated by blanks.
    ///   - variables: of its environment.
    /// - Returns: the terminal.
    /// - Throws: what makes the start impossible.
    func terminal(_ columns: UInt16?, _ line: String, _ variables: [String: String] = [:]) async throws -> Terminal {
        let usual = ["TERM": "xterm", "NO_COLOR": "", "COLUMNS": ""].merging(Plugin.atSampleTime) { $1 }
        return try await Terminal(
            Plugin.program,
            line.split(separator: " ").map(String.init) + ["--kubeconfig", kubeconfig],
            columns: columns,
            environment: usual.merging(variables) { $1 }
        )
    }
}
