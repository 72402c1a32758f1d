import Foundation
import TLS
import TestSupport

/// A webhook that is started in unusual surroundings: its flags in the environment, another log format, few descriptors.
struct ConfiguredWebhook {
    let service: Service
    let folder: URL
    let port: Int
    let probePort: Int

    var authority: String { folder.appending(path: "ca.crt").path }
    var url: String { "https://127.0.0.1:\(port)" }
    var probes: String { "http://127.0.0.1:\(probePort)" }
    /// What it has printed.
    var log: String { service.printed }

    /// Runs a test with a webhook that serves with a development certificate.
    ///
    /// - Parameters:
    ///   - arguments: Flags beside those for addresses and certificates.
    ///   - environment: Variables beside those of this process.
    ///   - descriptors: How many descriptors the webhook may have; nil for as many as this process.
    ///   - body: The test; the webhook is ended afterwards whatever comes of it.
    /// - Throws: What the test throws, or why the webhook did not start.
    static func run(
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        descriptors: Int? = nil,
        _ body: (ConfiguredWebhook) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-configured-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let ports = try FreePorts.take(2)
        let usual = [
            "--bind-address", "127.0.0.1", "--port", "\(ports[0])", "--probe-port", "\(ports[1])",
            "--dev-certificates", folder.path, "--shutdown-delay", "0",
        ]
        let limit = descriptors.map { "ulimit -n \($0);" } ?? ""
        let service = try await Service(
            URL(filePath: "/bin/sh"),
            ["-c", "\(limit) exec \"$@\"", "sh", Programs.webhook.path] + usual + arguments,
            in: folder,
            environment: environment
        )
        do {
            try await service.wait { service.printed.contains(":\(ports[0])") }
            try await body(ConfiguredWebhook(service: service, folder: folder, port: ports[0], probePort: ports[1]))
            try await service.stop()
        } catch {
            await service.kill()
            throw error
        }
    }

    /// The client's side of TLS.
    func clientContext() throws -> TLSContext {
        let document = PEMDocument(source: authority, bytes: [UInt8](try Data(contentsOf: URL(filePath: authority))))
        return try TLSContext.makeClient(ClientConfiguration(authorities: document))
    }

    /// Asks with curl.
    func curl(_ arguments: String...) async throws -> Command.Outcome {
        try await Command.run("curl", ["-sS", "--max-time", "20", "--cacert", authority] + arguments)
    }
}
