import Foundation
import TestSupport

/// The programs under test, as they were built for this run.
enum Programs {
    /// The folder of the built programs: beside the test bundle.
    static let folder: URL = {
        if let given = ProcessInfo.processInfo.environment["KM_PROGRAMS"] { return URL(filePath: given) }
        // The runner is given the bundle's path, or lies in the same folder itself.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(filePath: bundle).deletingLastPathComponent()
    }()

    static let controller = folder.appending(path: "kopia-maintenance-controller")
    static let webhook = folder.appending(path: "kopia-maintenance-webhook")
    static let plugin = folder.appending(path: "kubectl-kopia_maintenance")
}

/// A webhook that serves on loopback with a development certificate.
final class RunningWebhook: Sendable {
    let service: Service
    let folder: URL
    let port: Int
    let probePort: Int

    /// Runs a test with a webhook, which is ended afterwards whatever comes of the test.
    static func run<Value>(
        _ arguments: [String] = [],
        certificates: URL? = nil,
        program: URL = Programs.webhook,
        _ body: (RunningWebhook) async throws -> Value
    ) async throws -> Value {
        let webhook = try await RunningWebhook(arguments, certificates: certificates, program: program)
        do {
            let value = try await body(webhook)
            try await webhook.stop()
            return value
        } catch {
            await webhook.kill()
            throw error
        }
    }

    /// Starts the program and waits until it is ready.
    private init(_ arguments: [String], certificates: URL?, program: URL) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "km-webhook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let identity =
            certificates.map {
                [
                    "--tls-cert-file", $0.appending(path: "tls.crt").path, "--tls-private-key-file",
                    $0.appending(path: "tls.key").path,
                ]
            } ?? ["--dev-certificates", folder.path]
        service = try await Service(
            program,
            ["--bind-address", "127.0.0.1", "--port", "0", "--probe-port", "0", "--shutdown-delay", "0"] + identity
                + arguments,
            in: folder
        )
        let started = service
        do {
            try await started.wait { Self.line(saying: "\"serving\"", in: started.printed) != nil }
            let line = Self.line(saying: "\"serving\"", in: started.printed) ?? ""
            port = try Self.port(after: "https://127.0.0.1:", in: line)
            probePort = try Self.port(after: "http://127.0.0.1:", in: line)
        } catch {
            await started.kill()
            throw error
        }
    }

    var authority: String { folder.appending(path: "ca.crt").path }
    var url: String { "https://127.0.0.1:\(port)" }
    var probes: String { "http://127.0.0.1:\(probePort)" }

    /// Asks with curl, as an administrator would.
    func curl(_ path: String, _ arguments: String..., body: String? = nil) async throws -> Command.Outcome {
        var all = ["--silent", "--show-error", "--cacert", authority] + arguments
        if body != nil { all += ["--data-binary", "@-"] }
        return try await Command.run("curl", all + ["\(url)\(path)"], input: body ?? "")
    }

    /// Posts a review and returns the answer.
    func post(_ body: String, to path: String) async throws -> Command.Outcome {
        try await curl(path, "--header", "Content-Type: application/json", body: body)
    }

    /// Asks the program to end, waits for it and removes its files; returns its exit status.
    @discardableResult
    func stop() async throws -> Int32 { try await end().status }

    /// The same, and all that it has logged.
    func end() async throws -> (status: Int32, log: String) {
        defer { removeFiles() }
        return (try await service.stop(), service.printed)
    }

    private func kill() async {
        await service.kill()
        removeFiles()
    }

    private func removeFiles() { try? FileManager.default.removeItem(at: folder) }

    private static func line(saying text: String, in log: String) -> Substring? {
        log.split(separator: "\n").first { $0.contains(text) }
    }

    private static func port(after prefix: String, in line: Substring) throws -> Int {
        guard let range = line.range(of: prefix), let port = Int(line[range.upperBound...].prefix { $0.isNumber })
        else {
            throw Command.Failure(description: "no port after \(prefix) in: \(line)")
        }
        return port
    }
}
