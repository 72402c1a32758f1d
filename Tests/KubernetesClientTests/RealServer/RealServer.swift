import Foundation
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
    private let port: Int
    private let folder: String
    private let assets: String
    private let processes = Processes()

    /// A server that answers.
    init(assets: String) async throws {
        self.assets = assets
        folder = NSTemporaryDirectory() + "/kube-apiserver-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        etcdPort = try ScriptedPeer.freePort()
        port = try ScriptedPeer.freePort()
        try "\(Self.token),admin,admin,system:masters\n".write(
            toFile: "\(folder)/tokens.csv",
            atomically: true,
            encoding: .utf8
        )
        try await run("/usr/bin/env", "openssl", "genrsa", "-out", "\(folder)/accounts.key", "2048")
        try startEtcd()
        try await startAPIServer()
    }

    /// The configuration of a client: the administrator's unless another token is given.
    func configuration(token: String = RealServer.token) -> ClientConfiguration {
        ClientConfiguration(
            server: ServerAddress(scheme: .https, host: "127.0.0.1", port: port),
            trust: .authorities(.file("\(folder)/apiserver.crt")),
            credentials: CredentialSettings(token: .inline(Array(token.utf8), field: "token"))
        )
    }

    /// Kills the API server as a machine that fails would, and starts it again.
    func restartAPIServer(whileAway body: () async throws -> Void = {}) async throws {
        processes.end("kube-apiserver", by: SIGKILL)
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
    func stop() {
        for name in ["kube-apiserver", "etcd"] { processes.end(name, by: SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func etcd(_ call: String, _ body: String) async throws -> String {
        try await run("/usr/bin/env", "curl", "-fsS", "-d", body, "http://127.0.0.1:\(etcdPort)/v3/kv/\(call)")
    }

    private func startEtcd() throws {
        let (client, peer) = ("http://127.0.0.1:\(etcdPort)", "http://127.0.0.1:\(try ScriptedPeer.freePort())")
        try processes.start(
            "etcd",
            in: assets,
            logging: folder,
            [
                "--data-dir", "\(folder)/etcd", "--unsafe-no-fsync",
                "--listen-client-urls", client, "--advertise-client-urls", client,
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster",
                "default=\(peer)",
            ]
        )
    }

    private func startAPIServer() async throws {
        try processes.start(
            "kube-apiserver",
            in: assets,
            logging: folder,
            [
                "--etcd-servers=http://127.0.0.1:\(etcdPort)", "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1", "--secure-port=\(port)", "--cert-dir=\(folder)",
                "--endpoint-reconciler-type=none", "--token-auth-file=\(folder)/tokens.csv",
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=\(folder)/accounts.key",
                "--service-account-signing-key-file=\(folder)/accounts.key", "--service-cluster-ip-range=10.0.0.0/24",
            ]
        )
        let deadline = ContinuousClock.now + .seconds(90)
        while try await !isReady() {
            guard ContinuousClock.now < deadline else { throw NotReady(folder: folder) }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// The API server did not become ready in time; its log is in the folder.
    struct NotReady: Error {
        let folder: String
    }

    private func isReady() async throws -> Bool {
        guard FileManager.default.fileExists(atPath: "\(folder)/apiserver.crt") else { return false }
        var tuning = ClientTuning.forTests
        tuning.retry = .never
        let client = APIClient(configuration(), tuning: tuning, logger: RecordingLog().logger)
        let namespace = try? await client.find(.namespaces, ObjectKey(namespace: "", name: "default"))
        await client.shutdown()
        return namespace != nil
    }

    /// Runs a program and returns what it prints.
    @discardableResult
    private func run(_ program: String, _ arguments: String...) async throws -> String {
        let child = ChildProcess(
            command: program,
            arguments: arguments,
            environment: ProcessInfo.processInfo.environment,
            inheritsInput: false,
            timeLimit: .seconds(30),
            outputLimit: 1 << 20
        )
        return String(decoding: try await child.run(), as: UTF8.self)
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
        defer { server.stop() }
        try await RealServer.$current.withValue(server) { try await function() }
    }
}

extension Trait where Self == RealServerTrait {
    /// With a real API server.
    static var realServer: Self { Self() }
}
