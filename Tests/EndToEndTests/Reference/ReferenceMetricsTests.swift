import Foundation
import KubernetesAPI
import TestSupport
import Testing

@Suite("The reference of metrics", .serialized, .timeLimit(.minutes(5)))
struct ReferenceMetricsTests {
    /// A family of metrics as a program exposes it, or as the page describes it.
    private struct Metric: Hashable, CustomStringConvertible {
        let name: String
        let type: String
        let labels: Set<String>

        var description: String { "\(name) (\(type); \(labels.sorted().joined(separator: ", ")))" }
    }

    @Test("tells name, type and labels of every metric of the webhook, and of no other")
    func webhook() async throws {
        let text = try await RunningWebhook.run { webhook in
            try await Command.output("curl", ["--silent", "--fail", "\(webhook.probes)/metrics"])
        }
        try compare(exposed: text, of: "kopia-maintenance-webhook")
        try await Self.expectVersion(of: Programs.webhook, "kopia_maintenance_webhook", in: text)
    }

    @Test("tells name, type and labels of every metric of the controller, and of no other")
    func controller() async throws {
        let text = try await Self.metricsOfController()
        try compare(exposed: text, of: "kopia-maintenance-controller")
        try await Self.expectVersion(of: Programs.controller, "kopia_maintenance_controller", in: text)
    }

    /// What a program exposes as its version is what it tells, and what the plugin of the same build tells.
    private static func expectVersion(of program: URL, _ prefix: String, in text: String) async throws {
        let version = try await Command.output(program.path, ["--version"]).trimmingCharacters(in: .newlines)
        let series = text.split(separator: "\n").filter { $0.hasPrefix("\(prefix)_build_info") }
        #expect(series == ["\(prefix)_build_info{version=\"\(version)\"} 1"])
        #expect(try await Command.output(Programs.plugin.path, ["version", "--client"]) == "plugin: \(version)\n")
    }

    private func compare(exposed text: String, of program: String) throws {
        let page = try ReferencePage()
        let exposed = Self.metrics(in: text)
        let rows = page.rows("Metrics", "Both servers") + page.rows("Metrics", program)
        let written = Set(rows.map { Metric(name: $0.wholeCode(0) ?? "", type: $0.cells[1], labels: Set($0.code(2))) })
        for metric in exposed.subtracting(written).sorted(by: { $0.name < $1.name }) {
            Issue.record("docs/reference.md, Metrics, \(program): no row for \(metric)")
        }
        for metric in written.subtracting(exposed).sorted(by: { $0.name < $1.name }) {
            Issue.record("docs/reference.md, Metrics, \(program): \(metric) is not exposed")
        }
    }

    private static func metrics(in text: String) -> Set<Metric> {
        var types: [String: String] = [:]
        var labels: [String: Set<String>] = [:]
        var family = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                family = String(words[2])
                types[family] = String(words[3])
            } else if !line.hasPrefix("#") {
                let names = line.matches(of: /[{,]([a-z_]+)="/).map { String($0.output.1) }
                // The bounds of a histogram belong to its type.
                labels[family, default: []].formUnion(names.filter { $0 != "le" })
            }
        }
        return Set(types.map { Metric(name: $0.key, type: $0.value, labels: labels[$0.key] ?? []) })
    }
}

// MARK: - The controller

extension ReferenceMetricsTests {
    /// The configuration whose `caBundle` the controller keeps.
    private static let webhookConfigurations = FakeResource(
        group: "admissionregistration.k8s.io",
        version: "v1",
        kind: "MutatingWebhookConfiguration",
        plural: "mutatingwebhookconfigurations",
        isNamespaced: false
    )

    /// What the controller exposes once it has looked at an object and at the webhook's certificates.
    private static func metricsOfController() async throws -> String {
        let server = try FakeAPIServer(resources: FakeResource.standard + [webhookConfigurations])
        defer { server.stop() }
        let namespaced: JSONValue = ["name": "repository", "namespace": "backup"]
        _ = try server.cluster.create("Secret", ["metadata": namespaced])
        _ = try server.cluster.create(
            "KopiaMaintenance",
            ["metadata": namespaced, "spec": ["repository": ["repository": "repository"]]]
        )
        _ = try server.cluster.create(
            "MutatingWebhookConfiguration",
            ["metadata": ["name": "webhook"], "webhooks": [["name": "a.b.c", "clientConfig": [:]]]]
        )
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-reference-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let kubeconfig = folder.appending(path: "kubeconfig")
        try Data(Self.kubeconfig(for: server.url).jsonText.utf8).write(to: kubeconfig)
        let controller = try await Service(
            Programs.folder.appending(path: "kopia-maintenance-controller"),
            [
                "--kubeconfig", kubeconfig.path, "--bind-address", "127.0.0.1", "--probe-port", "0",
                "--leader-elect", "false", "--certificate-secret", "serving",
                "--certificate-authority-secret", "authority", "--certificate-namespace", "backup",
                "--webhook-service", "webhook", "--mutating-webhook-configuration", "webhook",
            ],
            in: folder
        )
        do {
            let text = try await metrics(of: controller)
            try await controller.stop()
            return text
        } catch {
            await controller.kill()
            throw error
        }
    }

    private static func metrics(of controller: Service) async throws -> String {
        try await controller.wait { controller.printed.contains(/http:\/\/127\.0\.0\.1:[0-9]+/) }
        let address = try #require(controller.printed.firstMatch(of: /"probes":"(http:\/\/127\.0\.0\.1:[0-9]+)"/))
        var text = ""
        try await controller.wait {
            text = try await Command.output("curl", ["--silent", "--fail", "\(address.output.1)/metrics"])
            return text.contains("obj_name=\"repository\"") && text.contains("_certificate_sound 1\n")
        }
        return text
    }

    private static func kubeconfig(for url: String) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Config", "current-context": "fake",
            "clusters": [["name": "fake", "cluster": ["server": .string(url)]]],
            "users": [["name": "nobody", "user": [:]]],
            "contexts": [["name": "fake", "context": ["cluster": "fake", "user": "nobody"]]],
        ]
    }
}
