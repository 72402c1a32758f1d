import Foundation
import Synchronization
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
    private let pki: ClusterPKI
    private let ports: [Int]
    /// Further flags of the API server.
    private let flags: [String]
    /// In the order of their start: etcd, the API server, the controllers.
    private let services: Mutex<[Service]>

    /// Runs a test with a fresh control plane that is ready, and that is ended afterwards whatever comes of the test.
    ///
    /// - Parameters:
    ///   - withControllers: true to have Kubernetes' own controllers, too.
    ///   - flags: further flags of the API server.
    ///   - body: the test.
    /// - Returns: what the test returns.
    /// - Throws: what the test throws, or why there is no control plane.
    static func run<Value>(
        withControllers: Bool = false,
        flags: [String] = [],
        _ body: (ControlPlane) async throws -> Value
    ) async throws -> Value {
        let cluster = try await start(withControllers: withControllers, flags)
        do {
            let value = try await body(cluster)
            await cluster.stop()
            return value
        } catch {
            await cluster.stop()
            throw error
        }
    }

    private static func start(withControllers: Bool, _ flags: [String]) async throws -> ControlPlane {
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
            services.append(try await apiServer(assets, apiServerArguments(pki, ports) + flags, kubeconfig, folder))
            if withControllers {
                let arguments = try controllerManagerArguments(pki, ports)
                services.append(try await controllerManager(assets, arguments, folder))
            }
        } catch {
            for service in services.reversed() { await service.kill() }
            throw error
        }
        return ControlPlane(folder, kubeconfig, assets, pki, ports, flags, services)
    }

    private init(
        _ folder: URL,
        _ kubeconfig: URL,
        _ assets: URL,
        _ pki: ClusterPKI,
        _ ports: [Int],
        _ flags: [String],
        _ services: [Service]
    ) {
        self.folder = folder
        self.kubeconfig = kubeconfig
        self.assets = assets
        self.pki = pki
        self.ports = ports
        self.flags = flags
        server = "https://127.0.0.1:\(ports[2])"
        self.services = Mutex(services)
    }

    /// Kills the API server as a machine that fails would, and starts it again.
    ///
    /// The cluster's own controllers are started anew as well: what they could not do meanwhile they would try again after
    /// minutes only.
    func restartAPIServer() async throws {
        await services.withLock { $0[1] }.kill()
        let flags = Self.apiServerArguments(pki, ports) + flags
        let apiServer = try await Self.apiServer(assets, flags, kubeconfig, folder)
        services.withLock { $0[1] = apiServer }
        guard let controllers = services.withLock({ $0.count > 2 ? $0[2] : nil }) else { return }
        await controllers.kill()
        let arguments = try Self.controllerManagerArguments(pki, ports)
        let fresh = try await Self.controllerManager(assets, arguments, folder)
        services.withLock { $0[2] = fresh }
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
        try await must(arguments, input: input)
    }

    /// Runs a kubectl command that has to succeed.
    @discardableResult
    func must(_ arguments: [String], input: String = "") async throws -> String {
        try await Command.output(program, ["--kubeconfig", kubeconfig.path] + arguments, input: input)
    }

    /// Waits until every custom resource that is defined is served.
    ///
    /// `kubectl wait` fails at once for a definition that is so new that it has no conditions at all.
    func waitForDefinitions() async throws {
        var outcome: Command.Outcome?
        do {
            try await eventually(within: .seconds(120)) {
                let last = try await kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"])
                outcome = last
                return last.status == 0
            }
        } catch {
            throw Command.Failure(description: "definitions are not served: \(outcome.map { "\($0)" } ?? "\(error)")")
        }
    }

    private var program: String { assets.appending(path: "kubectl").path }

    /// Ends everything and removes its files.
    private func stop() async {
        for service in services.withLock({ $0 }).reversed() { await service.kill() }
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
        ] + AuditLog.flags(pki.folder.deletingLastPathComponent())
    }

    private static let controllers = [
        "cronjob-controller", "job-controller", "garbage-collector-controller", "namespace-controller",
        "ttl-after-finished-controller", "serviceaccount-controller", "clusterrole-aggregation-controller",
        "root-ca-certificate-publisher-controller",
    ]

    private static func controllerManagerArguments(_ pki: ClusterPKI, _ ports: [Int]) throws -> [String] {
        let config = try pki.kubeconfig(user: "kcm", server: "https://127.0.0.1:\(ports[2])").path
        return [
            "--kubeconfig=\(config)", "--authentication-kubeconfig=\(config)",
            "--authorization-kubeconfig=\(config)", "--bind-address=127.0.0.1", "--secure-port=\(ports[3])",
            "--cert-dir=\(pki.folder.path)", "--leader-elect=false", "--use-service-account-credentials=true",
            "--root-ca-file=\(pki.certificate("ca"))", "--service-account-private-key-file=\(pki.key("sa"))",
            "--controllers=\(controllers.joined(separator: ","))",
        ]
    }

    private static func controllerManager(_ assets: URL, _ arguments: [String], _ folder: URL) async throws -> Service {
        try await Service(assets.appending(path: "kube-controller-manager"), arguments, in: folder)
    }

    /// Starts an API server and waits until it is ready.
    private static func apiServer(
        _ assets: URL,
        _ arguments: [String],
        _ kubeconfig: URL,
        _ folder: URL
    ) async throws -> Service {
        let service = try await Service(assets.appending(path: "kube-apiserver"), arguments, in: folder)
        let kubectl = assets.appending(path: "kubectl").path
        do {
            try await service.wait(upTo: .seconds(300)) {
                try await Command.run(kubectl, ["--kubeconfig", kubeconfig.path, "get", "--raw", "/readyz"]).status == 0
            }
        } catch {
            await service.kill()
            throw error
        }
        return service
    }

    private static func answers(_ address: String) async -> Bool {
        (try? await Command.run("curl", ["-fsS", "--max-time", "2", address]).status) == 0
    }
}
