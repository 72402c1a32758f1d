import Foundation
import TestSupport

/// A real Kubernetes control plane on loopback: etcd, kube-apiserver and, on request, kube-controller-manager.
///
/// Follows the envtest convention: `KUBEBUILDER_ASSETS` names the folder of the binaries.
final class ControlPlane: Sendable {
    /// The folder of the binaries; nil where the tests that need a cluster are to be skipped.
    static let assets: URL? = ProcessInfo.processInfo.environment["KUBEBUILDER_ASSETS"].flatMap { path in
        let folder = URL(filePath: path)
        let needed = ["etcd", "kube-apiserver", "kubectl"]
        let complete = needed.allSatisfy {
            FileManager.default.isExecutableFile(atPath: folder.appending(path: $0).path)
        }
        return complete ? folder : nil
    }

    let folder: URL
    let kubeconfig: URL
    /// The address of the API server.
    let server: String
    private let assets: URL
    private let services: [Service]

    /// Runs a test with a fresh control plane that is ready, and that is ended afterwards whatever comes of the test.
    static func run<Value>(
        withControllers: Bool = false,
        _ body: (ControlPlane) async throws -> Value
    ) async throws -> Value {
        let cluster = try await start(withControllers: withControllers)
        do {
            let value = try await body(cluster)
            await cluster.stop()
            return value
        } catch {
            await cluster.stop()
            throw error
        }
    }

    private static func start(withControllers: Bool) async throws -> ControlPlane {
        guard let assets else { throw Command.Failure(description: "KUBEBUILDER_ASSETS names no complete folder") }
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-cluster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pki = try await ClusterPKI(folder: folder)
        let ports = try FreePorts.take(4)
        let server = "https://127.0.0.1:\(ports[2])"
        let kubeconfig = try pki.kubeconfig(user: "admin", server: server)
        try AuditLog.policy.write(to: AuditLog.policyFile(folder), atomically: true, encoding: .utf8)
        var services: [Service] = []
        do {
            let etcd = try await Service(assets.appending(path: "etcd"), etcdArguments(folder, ports), in: folder)
            services.append(etcd)
            try await etcd.wait { await answers("http://127.0.0.1:\(ports[0])/health") }
            let arguments = apiServerArguments(pki, ports) + AuditLog.flags(folder)
            let apiServer = try await Service(assets.appending(path: "kube-apiserver"), arguments, in: folder)
            services.append(apiServer)
            let kubectl = assets.appending(path: "kubectl").path
            try await apiServer.wait(upTo: .seconds(300)) {
                try await Command.run(kubectl, ["--kubeconfig", kubeconfig.path, "get", "--raw", "/readyz"]).status == 0
            }
            if withControllers {
                let config = try pki.kubeconfig(user: "kcm", server: server)
                services.append(try await controllerManager(assets, config, pki, folder, port: ports[3]))
            }
        } catch {
            for service in services.reversed() { await service.kill() }
            throw error
        }
        return ControlPlane(folder, kubeconfig, server: server, assets: assets, services: services)
    }

    private init(_ folder: URL, _ kubeconfig: URL, server: String, assets: URL, services: [Service]) {
        self.folder = folder
        self.kubeconfig = kubeconfig
        self.server = server
        self.assets = assets
        self.services = services
    }

    /// Runs kubectl as the cluster's administrator.
    func kubectl(_ arguments: String..., input: String = "") async throws -> Command.Outcome {
        try await kubectl(arguments, input: input)
    }

    /// Runs kubectl as the cluster's administrator.
    func kubectl(_ arguments: [String], input: String = "") async throws -> Command.Outcome {
        try await Command.run(program, ["--kubeconfig", kubeconfig.path] + arguments, input: input)
    }

    /// Runs a kubectl command that has to succeed.
    @discardableResult
    func must(_ arguments: String..., input: String = "") async throws -> String {
        try await Command.output(program, ["--kubeconfig", kubeconfig.path] + arguments, input: input)
    }

    private var program: String { assets.appending(path: "kubectl").path }

    /// Ends everything and removes its files.
    private func stop() async {
        for service in services.reversed() { await service.kill() }
        try? FileManager.default.removeItem(at: folder)
    }
}

// MARK: - Command lines

extension ControlPlane {
    private static func etcdArguments(_ folder: URL, _ ports: [Int]) -> [String] {
        let (client, peer) = ("http://127.0.0.1:\(ports[0])", "http://127.0.0.1:\(ports[1])")
        return [
            "--data-dir", folder.appending(path: "etcd").path, "--unsafe-no-fsync",
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", "default=\(peer)",
        ]
    }

    private static func apiServerArguments(_ pki: ClusterPKI, _ ports: [Int]) -> [String] {
        [
            "--etcd-servers=http://127.0.0.1:\(ports[0])", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
            "--secure-port=\(ports[2])", "--endpoint-reconciler-type=none",
            "--tls-cert-file=\(pki.certificate("apiserver"))", "--tls-private-key-file=\(pki.key("apiserver"))",
            "--client-ca-file=\(pki.certificate("ca"))", "--cert-dir=\(pki.folder.path)",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=\(pki.key("sa"))", "--service-account-signing-key-file=\(pki.key("sa"))",
            "--service-cluster-ip-range=10.0.0.0/24", "--authorization-mode=RBAC", "--allow-privileged=true",
            // As OpenShift has it: who sets an owner that blocks deletion must be allowed to.
            "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
        ]
    }

    private static let controllers = [
        "cronjob-controller", "job-controller", "garbage-collector-controller", "namespace-controller",
        "ttl-after-finished-controller", "serviceaccount-controller", "clusterrole-aggregation-controller",
        "root-ca-certificate-publisher-controller",
    ]

    private static func controllerManager(
        _ assets: URL,
        _ config: URL,
        _ pki: ClusterPKI,
        _ folder: URL,
        port: Int
    ) async throws -> Service {
        try await Service(
            assets.appending(path: "kube-controller-manager"),
            [
                "--kubeconfig=\(config.path)", "--authentication-kubeconfig=\(config.path)",
                "--authorization-kubeconfig=\(config.path)", "--bind-address=127.0.0.1", "--secure-port=\(port)",
                "--cert-dir=\(pki.folder.path)", "--leader-elect=false", "--use-service-account-credentials=true",
                "--root-ca-file=\(pki.certificate("ca"))", "--service-account-private-key-file=\(pki.key("sa"))",
                "--controllers=\(controllers.joined(separator: ","))",
            ],
            in: folder
        )
    }

    private static func answers(_ address: String) async -> Bool {
        (try? await Command.run("curl", ["-fsS", "--max-time", "2", address]).status) == 0
    }
}
