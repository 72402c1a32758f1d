import Foundation
import KubernetesAPI
import TestSupport

/// The plugin on a terminal.
enum PluginTerminal {
    /// Runs the plugin on one of that many columns; what it writes to either stream is the output.
    static func run(_ arguments: [String], columns: Int) async throws -> Command.Outcome {
        let line = ([Programs.plugin.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        return try await Command.run(
            "script",
            ["--quiet", "--return", "--command", "stty cols \(columns) rows 40; \(line)", "/dev/null"],
            in: .inherited(["TERM": "xterm", "NO_COLOR": ""])
        )
    }
}

/// The plugin in a namespace of a real cluster, beside kubectl.
extension ControllerWorld {
    private var reach: [String] { ["--kubeconfig", cluster.kubeconfig.path, "--namespace", namespace] }

    /// Runs the plugin as the cluster's administrator, its output in a pipe.
    func plugin(_ arguments: String...) async throws -> Command.Outcome {
        try await Command.run(Programs.plugin.path, arguments + reach)
    }

    /// Runs the plugin on a terminal of that many columns; what it writes to either stream is the output.
    func pluginOnTerminal(columns: Int, _ arguments: String...) async throws -> Command.Outcome {
        try await PluginTerminal.run(arguments + reach, columns: columns)
    }

    /// Starts the plugin, on a terminal or in a pipe, and leaves it running.
    func startPlugin(onTerminal isOnTerminal: Bool, _ arguments: String...) async throws -> Service {
        let folder = cluster.folder.appending(path: "plugin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard isOnTerminal else { return try await Service(Programs.plugin, arguments + reach, in: folder) }
        let line = ([Programs.plugin.path] + arguments + reach).map { "'\($0)'" }.joined(separator: " ")
        return try await Service(
            URL(filePath: "/usr/bin/script"),
            ["--quiet", "--flush", "--command", "stty cols 100 rows 40; exec \(line)", "/dev/null"],
            in: folder,
            environment: ["TERM": "xterm", "NO_COLOR": ""]
        )
    }

    /// The state that `status` tells of an object.
    func state(of name: String) async throws -> String {
        let outcome = try await plugin("status", name, "-o", "json")
        guard outcome.status == 0 else { throw Command.Failure(description: "\(outcome)") }
        let json = try JSONParser.parse(Array(outcome.output.utf8))
        return json["maintenances"]?.array?.first?["state"]?.string ?? ""
    }

    /// A kubeconfig with a token of a new account that has no right at all.
    func kubeconfigWithoutRights() async throws -> URL {
        try await kubectl("create", "serviceaccount", "nobody")
        let token = try await kubectl("create", "token", "nobody")
        let file = cluster.folder.appending(path: "\(namespace).kubeconfig")
        let text = """
            current-context: nobody
            contexts: [{name: nobody, context: {cluster: test, user: nobody, namespace: \(namespace)}}]
            clusters: [{name: test, cluster: {server: "\(cluster.server)", certificate-authority: "pki/ca.crt"}}]
            users: [{name: nobody, user: {token: "\(token.filter { !$0.isWhitespace })"}}]

            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file
    }
}
