import Foundation
import KubernetesAPI
import TestSupport

/// A webhook and a controller as Prometheus meets them; the controller's cluster is a fake one with two objects.
struct MonitoredPrograms: Sendable {
    /// Where each serves its metrics, by part: host and port.
    let addresses: [String: String]
    private let webhook: RunningWebhook

    /// Runs a test beside both programs, which are ended afterwards whatever comes of the test.
    static func run(_ body: (MonitoredPrograms) async throws -> Void) async throws {
        let server = try FakeAPIServer()
        defer { server.stop() }
        try fill(server.cluster)
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-monitored-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let controller = try await Service(
            Programs.folder.appending(path: "kopia-maintenance-controller"),
            [
                "--kubeconfig", try kubeconfig(server, in: folder), "--bind-address", "127.0.0.1", "--probe-port", "0",
                "--leader-elect-namespace", "ns", "--certificate-namespace", "ns", "--certificate-secret", "tls",
                "--certificate-authority-secret", "ca", "--webhook-service", "webhook",
                "--mutating-webhook-configuration", "webhook",
            ],
            in: folder
        )
        do {
            try await RunningWebhook.run { webhook in
                let probes = try await address(of: controller)
                let addresses = ["webhook": String(webhook.probes.trimmingPrefix("http://")), "controller": probes]
                try await body(MonitoredPrograms(addresses: addresses, webhook: webhook))
            }
            await controller.kill()
        } catch {
            await controller.kill()
            throw error
        }
    }

    /// Lets the webhook review an object.
    func review() async throws {
        let body = String(decoding: try Fixtures.admission("create-minimal.01.mutate"), as: UTF8.self)
        _ = try await webhook.post(body, to: "/mutate-volsync-backube-v1alpha1-kopiamaintenance")
    }

    /// The names of all series that a part exposes now.
    func metrics(of part: String) async throws -> Set<String> {
        let text = try await Command.output("curl", ["-sS", "--fail", "http://\(addresses[part] ?? "")/metrics"])
        let names = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.prefix { !" {".contains($0) } }
        return Set(names.map(String.init))
    }

    private static func fill(_ cluster: FakeCluster) throws {
        try cluster.create("Secret", ["metadata": ["name": "repo", "namespace": "ns"]])
        for (name, schedule) in [("nightly", "0 2 * * *"), ("weekly", "0 3 * * 0")] {
            let spec: JSONValue = ["repository": ["repository": "repo"], "trigger": ["schedule": .string(schedule)]]
            let object = JSONValue.kopiaMaintenance(spec, metadata: ["name": .string(name), "namespace": "ns"])
            try cluster.create("KopiaMaintenance", object)
        }
        try cluster.update("KopiaMaintenance", FakeObjectName("ns", "nightly"), subresource: "status") {
            $0.setting("2026-01-01T02:10:00Z", at: "status", "lastMaintenanceTime")
        }
    }

    private static func kubeconfig(_ server: FakeAPIServer, in folder: URL) throws -> String {
        let file = folder.appending(path: "kubeconfig")
        let text = """
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{name: test, context: {cluster: test, user: test}}]
            clusters: [{name: test, cluster: {server: "\(server.url)"}}]
            users: [{name: test, user: {}}]

            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// Waits until the controller has seen the objects and the certificate; then every series is there.
    private static func address(of controller: Service) async throws -> String {
        var address: Substring = ""
        try await controller.wait {
            guard let match = controller.printed.firstMatch(of: /"probes":"http:\/\/([0-9.:]+)"/) else { return false }
            address = match.output.1
            let ready = try await Command.run("curl", ["-sS", "--fail", "http://\(address)/readyz"])
            let metrics = try await Command.run("curl", ["-sS", "http://\(address)/metrics"])
            return ready.status == 0 && metrics.output.contains("kopia_maintenance_controller_leader 1")
                && metrics.output.contains("kopia_maintenance_controller_certificate_sound")
        }
        return String(address)
    }
}
