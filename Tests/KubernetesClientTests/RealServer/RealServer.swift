import Foundation
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// A real kube-apiserver with its etcd, on loopback, for the length of a suite.
///
/// Follows the envtest convention: `KUBEBUILDER_ASSETS` names the folder of the binaries. There are no controllers, and
/// one user, an administrator with a token; the serving certificate is the one that the server makes for itself.
final class RealServer: Sendable {
    /// The folder of the binaries; nil where there are none.
    static let assets: String? = ProcessInfo.processInfo.environment["KUBEBUILDER_ASSETS"].flatMap { folder in
        let isComplete = ["etcd", "kube-apiserver"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
        }
        return isComplete ? folder : nil
    }

    /// The server of the suite that runs.
    @TaskLocal static var current: RealServer?

    static let token = "the-administrator"

    /// Where etcd listens.
    let etcdPort: Int
    private let etcdPeerPort: Int
    private let port: Int
    private let folder: URL
    private let assets: String
    private let services = Mutex<[Service]>([])

    /// A server that answers.
    init(assets: String) async throws {
        self.assets = assets
        folder = FileManager.default.temporaryDirectory.appending(path: "kube-apiserver-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let ports = try FreePorts.take(3)
        (etcdPort, etcdPeerPort, port) = (ports[0], ports[1], ports[2])
        try "\(Self.token),admin,admin,system:masters\n".write(
            to: folder.appending(path: "tokens.csv"),
            atomically: true,
            encoding: .utf8
        )
        try await Command.output("openssl", ["genrsa", "-out", path("accounts.key"), "2048"])
        do {
            try await startEtcd()
            try await startAPIServer()
        } catch {
            await stop()
            throw error
        }
    }

    /// The path of a file of the server's.
    private func path(_ name: String) -> String { folder.appending(path: name).path }

    /// The configuration of a client: the administrator's unless another token is given.
    func configuration(token: String = RealServer.token) -> ClientConfiguration {
        ClientConfiguration(
            server: ServerAddress(scheme: .https, host: "127.0.0.1", port: port),
            trust: .authorities(.file(path("apiserver.crt"))),
            credentials: CredentialSettings(token: .inline(Array(token.utf8), field: "token"))
        )
    }

    /// Kills the API server as a machine that fails would, and starts it again.
    func restartAPIServer(whileAway body: () async throws -> Void = {}) async throws {
        await services.withLock { $0.removeLast() }.kill()
        try await body()
        try await startAPIServer()
    }

    /// Lets etcd forget everything before its present state.
    func compact() async throws {
        let current = try await etcd("range", "{\"key\": \"AA==\"}")
        let revision = try #require(current.firstMatch(of: /"revision":"(\d+)"/)?.output.1)
        _ = try await etcd("compaction", "{\"revision\": \(revision), \"physical\": true}")
    }

    /// Ends everything and removes its files.
    func stop() async {
        for service in services.withLock({ $0 }).reversed() { await service.kill() }
        try? FileManager.default.removeItem(at: folder)
    }

    private func etcd(_ call: String, _ body: String) async throws -> String {
        try await Command.output("curl", ["-fsS", "-d", body, "http://127.0.0.1:\(etcdPort)/v3/kv/\(call)"])
    }

    private func start(_ name: String, _ arguments: [String]) async throws -> Service {
        let service = try await Service(URL(filePath: assets).appending(path: name), arguments, in: folder)
        services.withLock { $0.append(service) }
        return service
    }

    private func startEtcd() async throws {
        let (client, peer) = ("http://127.0.0.1:\(etcdPort)", "http://127.0.0.1:\(etcdPeerPort)")
        _ = try await start(
            "etcd",
            [
                "--data-dir", path("etcd"), "--unsafe-no-fsync",
                "--listen-client-urls", client, "--advertise-client-urls", client,
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster",
                "default=\(peer)",
            ]
        )
    }

    private func startAPIServer() async throws {
        let service = try await start(
            "kube-apiserver",
            [
                "--etcd-servers=http://127.0.0.1:\(etcdPort)", "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1", "--secure-port=\(port)", "--cert-dir=\(folder.path)",
                "--endpoint-reconciler-type=none", "--token-auth-file=\(path("tokens.csv"))",
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=\(path("accounts.key"))",
                "--service-account-signing-key-file=\(path("accounts.key"))", "--service-cluster-ip-range=10.0.0.0/24",
            ]
        )
        try await service.wait(upTo: .seconds(300)) { try await isReady() }
    }

    private func isReady() async throws -> Bool {
        guard FileManager.default.fileExists(atPath: path("apiserver.crt")) else { return false }
        var tuning = ClientTuning.forTests
        tuning.retry = .never
        // Asked again soon, rather than waited for.
        tuning.requestTimeout = .seconds(5)
        let client = APIClient(configuration(), tuning: tuning, logger: RecordingLog().logger)
        let namespace = try? await client.find(.namespaces, ObjectKey(namespace: "", name: "default"))
        await client.shutdown()
        return namespace != nil
    }
}

/// Lets a suite run with a real API server, or not at all.
struct RealServerTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard let assets = RealServer.assets else { return try await function() }
        let server = try await RealServer(assets: assets)
        do {
            try await RealServer.$current.withValue(server) { try await function() }
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }
}

extension Trait where Self == RealServerTrait {
    /// With a real API server.
    static var realServer: Self { Self() }
}
