import Foundation
import TestSupport

/// An SSH server that serves files: Debian's, with a host key, keys and accounts of its own.
final class SFTPServer: Sendable {
    let port: Int
    private let service: Service
    private let folder: URL

    /// The account that a password opens; it exists where this server looks, and nowhere else.
    static let passwordUser = "mover"
    static let password = "sftp-password-of-the-mover"

    static let program = KopiaRequirements.path(of: "sshd")

    /// True if loopback has its address of version 6 here.
    static let speaksVersion6 = FileManager.default.contents(atPath: "/proc/net/if_inet6")?.isEmpty == false

    /// Gives sshd a private `/etc/passwd` and `/etc/shadow` with that account, and the folder that it asks for.
    private static let accounts = """
        set -e
        mount -t tmpfs none /run
        mkdir /run/sshd
        for file in passwd shadow; do
            { cat "/etc/$file"; cat "$file.mover"; } >"$file"
            mount --bind "$file" "/etc/$file"
        done
        exec "$1" -D -e -f "$2"
        """

    init(in folder: URL) async throws {
        guard let program = Self.program else { throw Command.Failure(description: "there is no sshd") }
        let files = FileManager.default
        try files.createDirectory(at: folder.appending(path: "files"), withIntermediateDirectories: true)
        try files.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: folder.appending(path: "files").path)
        self.folder = folder
        port = try FreePorts.take(1)[0]
        for name in ["host", "stranger", "user"] {
            let path = folder.appending(path: name).path
            try await Command.output("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path])
        }
        let hash = try await Command.output("openssl", ["passwd", "-6", "-stdin"], input: Self.password)
        let uid = KopiaPod.user
        try Self.write("\(Self.passwordUser):x:\(uid):\(uid)::/:/bin/sh\n", to: folder.appending(path: "passwd.mover"))
        let shadow = "\(Self.passwordUser):\(hash.trimmingCharacters(in: .newlines)):19000:0:99999:7:::\n"
        try Self.write(shadow, to: folder.appending(path: "shadow.mover"))
        let configuration = folder.appending(path: "sshd_config")
        try Self.write(
            """
            ListenAddress 127.0.0.1:\(port)
            \(Self.speaksVersion6 ? "ListenAddress [::1]:\(port)" : "")
            HostKey \(folder.path)/host
            AuthorizedKeysFile \(folder.path)/user.pub
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            MaxStartups 100
            Subsystem sftp internal-sftp

            """,
            to: configuration
        )
        service = try await Service(
            URL(filePath: "/usr/bin/unshare"),
            ["--mount", "sh", "-c", Self.accounts, "sh", program, configuration.path],
            in: folder
        )
        let started = service
        do {
            try await started.wait { started.printed.contains("Server listening on") }
        } catch {
            await started.kill()
            throw error
        }
    }

    func stop() async { await service.kill() }

    /// The folder on the disk that a client finds under the same path.
    func folder(_ name: String) -> URL { folder.appending(path: "files/\(name)") }

    /// The key that opens the account of root.
    var userKey: URL { folder.appending(path: "user") }

    /// A key that opens nothing.
    var strangersKey: URL { folder.appending(path: "stranger") }

    /// What a client has to know of this server, under a name that it may have.
    func knownHosts(of host: String = "127.0.0.1") throws -> String { try knownHosts(host, key: "host") }

    /// The same with another server's key.
    func foreignKnownHosts() throws -> String { try knownHosts("127.0.0.1", key: "stranger") }

    private func knownHosts(_ host: String, key: String) throws -> String {
        let line = try String(contentsOf: folder.appending(path: "\(key).pub"), encoding: .utf8)
        return "[\(host)]:\(port) \(line.split(separator: " ").prefix(2).joined(separator: " "))\n"
    }

    private static func write(_ text: String, to file: URL) throws {
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
}
