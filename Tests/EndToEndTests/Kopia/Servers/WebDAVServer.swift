import Foundation
import Glibc
import TestSupport

/// A WebDAV server with one account: rclone's.
final class WebDAVServer: Sendable {
    let port: Int
    private let service: Service
    private let folder: URL
    private let isPlain: Bool

    /// The password has what a URL cannot.
    static let user = "dav"
    static let password = "d%v:p@ss/word"

    /// Tests make folders beside the server, which is not to believe what it saw before.
    private static let fresh = ["--dir-cache-time", "1ms"]

    /// Starts one and waits until it serves.
    ///
    /// - Parameters:
    ///   - folder: a folder of its own.
    ///   - given: its port; nil to choose one.
    ///   - authority: whose certificate it shows; nil for one without TLS.
    /// - Throws: ``Command/Failure`` if it does not start.
    init(in folder: URL, port given: Int? = nil, authority: LoopbackAuthority? = nil) async throws {
        let files = folder.appending(path: "files")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        self.folder = folder
        isPlain = authority == nil
        port = try given ?? FreePorts.take(1)[0]
        let identity = authority.map { ["--cert", $0.server.certificate, "--key", $0.server.key] } ?? []
        service = try await Service(
            URL(filePath: "/usr/bin/rclone"),
            ["serve", "webdav", files.path, "--addr", "127.0.0.1:\(port)"] + identity + Self.fresh,
            in: folder,
            environment: ["RCLONE_CONFIG": "/dev/null", "RCLONE_USER": Self.user, "RCLONE_PASS": Self.password]
        )
        let started = service
        do {
            try await started.wait { started.printed.contains("Server started on") }
        } catch {
            await started.kill()
            throw error
        }
    }

    func stop() async { await service.kill() }

    /// Lets it take connections from now on and answer none.
    func fallSilent() { if let number = service.processIdentifier { kill(number, SIGSTOP) } }

    /// The address of a folder.
    func url(_ name: String) -> String { "\(isPlain ? "http" : "https")://127.0.0.1:\(port)/\(name)" }

    /// The folder on the disk.
    func folder(_ name: String) -> URL { folder.appending(path: "files/\(name)") }

    /// Makes a folder, which no client of a repository does.
    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(at: folder(name), withIntermediateDirectories: true)
    }
}
