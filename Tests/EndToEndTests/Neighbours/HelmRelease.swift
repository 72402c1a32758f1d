import Foundation
import KubernetesAPI
import Manifests
import TestSupport

/// The release `kopia-maintenance` in a cluster, with the webhook and the controller on this machine.
struct HelmRelease {
    let cluster: ControlPlane
    /// Where the API server calls the webhook.
    let port: Int
    let chart: ChartCopy
    /// The chart as it was before its last change; nil if nobody knows.
    let former: ChartCopy?
    private var program: ReleasedProgram

    init(of cluster: ControlPlane, by helm: ReleasedProgram) async throws {
        self.cluster = cluster
        program = helm
        port = try FreePorts.take(1)[0]
        chart = try await ChartCopy(callingPort: port, in: cluster.folder)
        former = try await ChartCopy.former(callingPort: port, in: cluster.folder)
    }

    /// The same release in the hands of somebody with another Helm.
    func by(_ helm: ReleasedProgram) -> HelmRelease {
        var release = self
        release.program = helm
        return release
    }

    private static let name = "kopia-maintenance"
    private static let place = ["-n", Installation.namespace]

    /// Installs or upgrades.
    func helm(_ verb: String, chart: ChartCopy, _ flags: [String] = []) async throws {
        try await program.must(in: cluster, [verb, Self.name, chart.folder.path] + Self.place + flags)
    }

    func rollback(to revision: String) async throws {
        try await program.must(in: cluster, ["rollback", Self.name, revision] + Self.place)
    }

    func uninstall() async throws {
        try await program.must(in: cluster, ["uninstall", Self.name] + Self.place)
    }

    /// What the release has installed.
    func objects() async throws -> [JSONValue] {
        let text = try await program.must(in: cluster, ["get", "manifest", Self.name] + Self.place)
        let manifest = Manifest(Array(text.utf8))
        if let error = manifest.error { throw error }
        return manifest.documents.map(\.root)
    }

    /// Starts the controller with the flags and the rights that the release gives it.
    func startController() async throws -> Service {
        let installed = try await objects()
        guard let controller = InstalledProgram(of: "kopia-maintenance-controller", in: installed) else {
            throw Command.Failure(description: "the release has no controller")
        }
        let kubeconfig = try await cluster.kubeconfig(ofAccount: "kopia-maintenance-controller")
        let own = [
            "--kubeconfig", kubeconfig.path, "--certificate-names", "127.0.0.1", "--bind-address", "127.0.0.1",
            "--probe-port", "0",
        ]
        return try await Service(Programs.controller, controller.arguments + own, in: cluster.folder)
    }
}

// MARK: - What is seen of it

extension HelmRelease {
    private static let configurations = "mutatingwebhookconfiguration,validatingwebhookconfiguration"

    /// Whom the API server trusts, by each configuration.
    func bundles() async throws -> [String] {
        let path = "jsonpath={range .items[*].webhooks[*]}{.clientConfig.caBundle}{'\\n'}{end}"
        return try await cluster.must("get", Self.configurations, "-o", path)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// How often somebody has changed what is wanted of the Deployments and configurations.
    func generations() async throws -> String {
        let path = "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.generation}{'\\n'}{end}"
        return try await cluster.must("get", "deployment,\(Self.configurations)", "-A", "-o", path)
    }

    func replicas() async throws -> Int? { Int(try await webhook("{.spec.replicas}")) }

    /// Who has applied the webhook's Deployment on the server's side.
    func appliers() async throws -> String {
        try await webhook("{.metadata.managedFields[?(@.operation==\"Apply\")].manager}", "--show-managed-fields")
    }

    private func webhook(_ path: String, _ flags: String...) async throws -> String {
        let name = ["get", "deployment/kopia-maintenance-webhook", "-n", Installation.namespace]
        return try await cluster.must(name + ["-o", "jsonpath=\(path)"] + flags)
    }

    /// What no manifest has: the controller makes it.
    static let madeAtRunTime: Set<String> = [
        "secret/kopia-maintenance-webhook-ca", "secret/kopia-maintenance-webhook-tls",
        "lease.coordination.k8s.io/kopia-maintenance-controller",
    ]

    /// What is there of it, or any other Secret or Lease of the namespace but those of Helm.
    func made() async throws -> Set<String> {
        let all = try await cluster.must("get", "secrets,leases", "-n", Installation.namespace, "-o", "name")
        return Set(all.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("secret/sh.helm.") })
    }

    /// What is left in the cluster that bears this project's name.
    func left() async throws -> [String] {
        let kinds = try await cluster.must("api-resources", "--verbs=list,delete", "-o", "name")
        let asked = kinds.split(separator: "\n").filter { !$0.hasPrefix("events") && $0 != "namespaces" }
        let all = try await cluster.must("get", asked.joined(separator: ","), "-A", "-o", "name", "--ignore-not-found")
        return all.split(separator: "\n").map(String.init).filter { $0.contains("kopia") }
    }
}
