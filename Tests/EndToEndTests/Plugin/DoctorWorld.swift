import Foundation
import KubernetesAPI
import Synchronization
import TestSupport
import Testing

/// A cluster with a whole installation, whose programs run outside of it, for a doctor to look at.
final class DoctorWorld: Sendable {
    let cluster: ControlPlane
    private let port: Int
    private let programs = Mutex<[String: Service]>([:])

    /// Runs a test on a cluster with a namespace `backup`, in which nothing is installed.
    static func run(_ body: (DoctorWorld) async throws -> Void) async throws {
        try await ControlPlane.run { cluster in
            try await cluster.must("create", "namespace", "backup")
            let world = DoctorWorld(cluster, port: try FreePorts.take(1)[0])
            do {
                try await body(world)
                await world.stop()
            } catch {
                await world.stop()
                throw error
            }
        }
    }

    private init(_ cluster: ControlPlane, port: Int) {
        self.cluster = cluster
        self.port = port
    }

    /// Ends the programs of these names, or all; a controller gives its Lease up.
    func stop(_ names: String...) async {
        for (name, service) in programs.withLock({ $0 }) where names.isEmpty || names.contains(name) {
            _ = try? await service.stop()
            programs.withLock { $0[name] = nil }
        }
    }
}

// MARK: - The installation

extension DoctorWorld {
    /// Installs everything, and one object with its Secret.
    func install() async throws {
        try await cluster.must("apply", "-k", Installation.Shape.standard.overlay.path)
        try await cluster.waitForDefinitions()
        try await leadHere()
        let installation = try await Installation.objects(of: .standard)
        try await startController(installation)
        try await startWebhook()
        try await cluster.must(
            "create",
            "secret",
            "generic",
            "repo",
            "-n",
            "backup",
            "--from-literal=KOPIA_PASSWORD=\(Self.secret)",
            "--from-literal=KOPIA_REPOSITORY=\(Self.secret)"
        )
        let object = JSONValue.kopiaMaintenance(
            ["repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"]],
            metadata: ["name": "nightly", "namespace": "backup"]
        )
        try await StandIns.eventually("the webhook is called") {
            try await cluster.kubectl("apply", "-f", "-", input: object.jsonText).status == 0
        }
    }

    /// What stands in every value of the Secret.
    static let secret = "hush-hush"

    /// Lets API servers reach the webhook by the name of its Service, and tells of the rest what a cluster would.
    private func leadHere() async throws {
        let (namespace, name) = (
            JSONValue.string(Installation.namespace), JSONValue.string("kopia-maintenance-webhook")
        )
        try await cluster.must("delete", "service", "kopia-maintenance-webhook", "-n", Installation.namespace)
        let service: JSONValue = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": name, "namespace": namespace],
            "spec": ["type": "ExternalName", "externalName": "localhost"],
        ]
        let slice: JSONValue = [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
            "metadata": ["name": name, "namespace": namespace, "labels": ["kubernetes.io/service-name": name]],
            "endpoints": [["addresses": ["10.0.0.9"]]],
        ]
        try await cluster.must("create", "-f", "-", input: Installation.list([service, slice]))
        let change = #"[{"op": "replace", "path": "/webhooks/0/clientConfig/service/port", "value": \#(port)}]"#
        for kind in ["mutating", "validating"] {
            let configuration = "\(kind)webhookconfiguration/kopia-maintenance-webhook"
            try await cluster.must("patch", configuration, "--type=json", "-p", change)
        }
        let status = #"{"status": {"replicas": 2, "readyReplicas": 2}}"#
        for name in ["controller", "webhook"] {
            let deployment = "deployment/kopia-maintenance-\(name)"
            let place = ["-n", Installation.namespace, "--subresource=status", "--type=merge", "-p", status]
            _ = try await cluster.kubectl(["patch", deployment] + place)
        }
    }

    private func startController(_ installation: [JSONValue]) async throws {
        let name = "kopia-maintenance-controller"
        guard let program = InstalledProgram(of: name, in: installation) else {
            throw Command.Failure(description: "no controller is installed")
        }
        let own = [
            "--kubeconfig", try await cluster.kubeconfig(ofAccount: name).path, "--bind-address", "127.0.0.1",
            "--probe-port", "0",
        ]
        let service = try await Service(Programs.controller, program.arguments + own, in: cluster.folder)
        programs.withLock { $0["controller"] = service }
        try await service.wait { try await Installation.isCertified(in: self.cluster) }
    }

    /// Starts the webhook, with the certificate that the controller has made.
    func startWebhook() async throws {
        let folder = try await Installation.mountCertificate(of: cluster)
        let installation = try await Installation.objects(of: .standard)
        guard let program = InstalledProgram(of: "kopia-maintenance-webhook", in: installation) else {
            throw Command.Failure(description: "no webhook is installed")
        }
        let service = try await Installation.startWebhook(program, folder, port: port)
        programs.withLock { $0["webhook"] = service }
    }
}

// MARK: - The doctor

extension DoctorWorld {
    /// What a doctor says; times, ports and who leads are left out.
    func doctor(
        _ arguments: String...,
        in namespace: String = "backup",
        onTerminalOf columns: Int? = nil
    ) async throws -> (status: Int32, report: String) {
        let words = words(arguments, in: namespace)
        let outcome =
            if let columns {
                try await PluginTerminal.run(words, columns: columns)
            } else {
                try await Command.run(Programs.plugin.path, words)
            }
        for value in [Self.secret, Data(Self.secret.utf8).base64EncodedString()] {
            #expect(!(outcome.output + outcome.errors).contains(value))
        }
        // Who leads has a random name, in which a time may seem to be.
        let report = Self.withoutColors(outcome.output + outcome.errors).replacing("\r\n", with: "\n")
            .replacing(#/\S+_[0-9a-f\-]{36} holds/#, with: "SOMEBODY holds")
            .replacing(#/\b\d+[smhdy](\d+[smhd])?\b/#, with: "SOME")
            .replacing(#/dial tcp \S+: /#, with: "dial tcp: ")
            .replacing(":\(port)", with: ":PORT")
            .replacing(#/\?timeout=\w+/#, with: "")
        return (outcome.status, report)
    }

    /// The command line of a doctor.
    func words(_ arguments: [String] = [], in namespace: String = "backup") -> [String] {
        ["doctor"] + arguments + ["--kubeconfig", cluster.kubeconfig.path, "-n", namespace]
    }

    /// What a terminal shows of a text.
    static func withoutColors(_ text: String) -> String { text.replacing(/\u{1B}\[[0-9;]*m/, with: "") }

    /// The lines about what is not well.
    func complaints() async throws -> (status: Int32, lines: String) {
        let (status, report) = try await doctor()
        let lines = report.split(separator: "\n").filter { $0.contains(#/^ +[✗!?→] /#) }
        return (status, lines.joined(separator: "\n"))
    }
}
