import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension Installation {
    /// Writes the Secret's content to files, as the kubelet does.
    static func mountCertificate(of cluster: ControlPlane) async throws -> URL {
        let folder = cluster.folder.appending(path: "tls")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let name = ["secret", "kopia-maintenance-webhook-tls", "-n", Installation.namespace]
        let secret = try JSONParser.parse(try await cluster.kubectl(["get"] + name + ["-o", "json"]).output.utf8)
        for file in ["tls.crt", "tls.key"] {
            let text = try #require(secret["data"]?[file]?.string)
            try #require(Data(base64Encoded: text)).write(to: folder.appending(path: file))
        }
        return folder
    }

    /// Starts the webhook as it is installed, outside the cluster, and waits until it serves.
    static func startWebhook(_ program: InstalledProgram, _ folder: URL, port: Int) async throws -> Service {
        let arguments = program.arguments.map { $0.replacing("/etc/kopia-maintenance/tls", with: folder.path) }
        let webhook = try await Service(
            Programs.folder.appending(path: program.command[0]),
            arguments + ["--bind-address", "127.0.0.1", "--port", "\(port)", "--probe-port", "0"],
            in: folder
        )
        try await webhook.wait { webhook.printed.contains("\"serving\"") }
        return webhook
    }
}
