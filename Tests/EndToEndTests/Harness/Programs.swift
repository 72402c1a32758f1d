import Foundation

/// The programs under test, as they were built for this run.
enum Programs {
    /// The folder of the built programs: beside the test bundle.
    static let folder: URL = {
        if let given = ProcessInfo.processInfo.environment["KM_PROGRAMS"] { return URL(filePath: given) }
        // The runner is given the bundle's path, or lies in the same folder itself.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(filePath: bundle).deletingLastPathComponent()
    }()

    static let webhook = folder.appending(path: "kopia-maintenance-webhook")
    static let plugin = folder.appending(path: "kubectl-kopia_maintenance")
}

/// A webhook that serves on loopback with a development certificate.
final class RunningWebhook: Sendable {
    let service: Service
    let folder: URL
    let port: Int
    let probePort: Int

    /// Starts the program and waits until it is ready.
    init(_ arguments: [String] = [], certificates: URL? = nil) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "km-webhook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let identity =
            certificates.map {
                [
                    "--tls-cert-file", $0.appending(path: "tls.crt").path, "--tls-private-key-file",
                    $0.appending(path: "tls.key").path,
                ]
            } ?? ["--dev-certificates", folder.path]
        service = try Service(
            Programs.webhook,
            ["--bind-address", "127.0.0.1", "--port", "0", "--probe-port", "0", "--shutdown-delay", "0"] + identity
                + arguments,
            in: folder
        )
        let started = service
        try await started.wait(upTo: .seconds(20)) { Self.line(saying: "\"serving\"", in: started.printed) != nil }
        let line = Self.line(saying: "\"serving\"", in: service.printed) ?? ""
        port = try Self.port(after: "https://127.0.0.1:", in: line)
        probePort = try Self.port(after: "http://127.0.0.1:", in: line)
    }

    var authority: String { folder.appending(path: "ca.crt").path }
    var url: String { "https://127.0.0.1:\(port)" }
    var probes: String { "http://127.0.0.1:\(probePort)" }

    /// Asks with curl, as an administrator would.
    func curl(_ path: String, _ arguments: String..., body: String? = nil) async throws -> Command.Outcome {
        var all = ["--silent", "--show-error", "--cacert", authority, "--max-time", "20"] + arguments
        if body != nil { all += ["--data-binary", "@-"] }
        return try await Command.run("curl", all + ["\(url)\(path)"], input: body ?? "")
    }

    /// Posts a review and returns the answer.
    func post(_ body: String, to path: String) async throws -> Command.Outcome {
        try await curl(path, "--header", "Content-Type: application/json", body: body)
    }

    /// Ends the program and removes its files; returns its exit status.
    @discardableResult
    func stop() -> Int32 {
        let status = service.stop()
        try? FileManager.default.removeItem(at: folder)
        return status
    }

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
