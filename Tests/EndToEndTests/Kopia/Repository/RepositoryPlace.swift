import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// A place for one repository: how kopia reaches it on the host, and how a KopiaMaintenance and its Secret name it.
struct RepositoryPlace: Sendable {
    /// The arguments of `kopia repository create`.
    var arguments: [String]

    /// What kopia on the host finds in its environment.
    var environment: [String: String] = [:]

    /// The user who makes backups, and whom everything that is stored belongs to.
    var user = 0

    /// As the pod has them.
    var secret: [String: String] = [:]
    var spec: [String: JSONValue] = [:]
    var files: [String: [String: String]] = [:]
    var claims: [String: URL] = [:]

    /// The folder on the disk that the repository is in, where there is one.
    var folder: URL?
}

extension RepositoryPlace {
    /// A new place on the servers of the suite.
    init(on backend: Backend) async throws {
        let servers = try StorageServers.current
        let name = "repository-\(UUID().uuidString.lowercased())"
        switch backend {
        case .filesystem: self = try .filesystem(in: servers.folder.appending(path: name), user: KopiaPod.user)
        case .s3: self = try await .s3(try #require(servers.s3), bucket: name)
        case .s3WithTLS:
            self = try await .s3(try #require(servers.s3WithTLS), bucket: name, prefix: "backups/")
            try trust(servers.authority)
            arguments.append("--root-ca-pem-path=\(servers.authority.certificate.path)")
        case .sftp: self = try .sftp(servers.sftp, name: name)
        case .sftpWithPassword:
            self = try .sftp(servers.sftp, name: name)
            arguments = arguments.filter { !$0.hasPrefix("--keyfile=") && !$0.hasPrefix("--username=") }
            arguments += ["--username=\(SFTPServer.passwordUser)", "--sftp-password=\(SFTPServer.password)"]
            secret["SFTP_KEY_FILE"] = nil
            secret["SFTP_USERNAME"] = SFTPServer.passwordUser
            secret["SFTP_PASSWORD"] = SFTPServer.password
        case .webDAV: self = try .webDAV(servers.webDAV, name: name)
        case .webDAVWithTLS:
            self = try .webDAV(servers.webDAVWithTLS, name: name)
            try trust(servers.authority)
            environment["SSL_CERT_FILE"] = servers.authority.certificate.path
        case .rclone: self = try await .rclone(to: servers.webDAV, name: name, servers: servers)
        }
    }

    /// A folder of a user.
    static func filesystem(in folder: URL, user: Int) throws -> RepositoryPlace {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let owner: [FileAttributeKey: Any] = [
            .ownerAccountID: NSNumber(value: user), .groupOwnerAccountID: NSNumber(value: 0),
        ]
        try FileManager.default.setAttributes(owner, ofItemAtPath: folder.path)
        let volume: JSONValue = ["persistentVolumeClaim": ["claimName": "repository"]]
        return RepositoryPlace(
            arguments: ["filesystem", "--path=\(folder.path)"],
            user: user,
            spec: ["moverVolumes": [["mountPath": "repo", "volumeSource": volume]]],
            claims: ["repository": folder],
            folder: folder
        )
    }

    /// A bucket; with a prefix, as kopia takes it.
    static func s3(_ server: S3Server, bucket: String, prefix: String = "") async throws -> RepositoryPlace {
        try await server.makeBucket(bucket)
        let keys = ["AWS_ACCESS_KEY_ID": "access-key-of-the-tests", "AWS_SECRET_ACCESS_KEY": "secret-key-of-the-tests"]
        let isPlain = server.url.hasPrefix("http:")
        return RepositoryPlace(
            arguments: ["s3", "--bucket=\(bucket)", "--endpoint=\(server.endpoint)"]
                + (prefix.isEmpty ? [] : ["--prefix=\(prefix)"]) + (isPlain ? ["--disable-tls"] : []),
            environment: keys,
            secret: keys.merging([
                "KOPIA_REPOSITORY": "s3://\(bucket)\(prefix.isEmpty ? "" : "/\(prefix)")",
                "AWS_S3_ENDPOINT": server.url,
            ]) { given, _ in given }
        )
    }

    /// A folder on the SFTP server, reached with root's key.
    static func sftp(_ server: SFTPServer, name: String) throws -> RepositoryPlace {
        let folder = server.folder(name)
        let hosts = folder.appendingPathExtension("hosts")
        try server.knownHosts().write(to: hosts, atomically: true, encoding: .utf8)
        return RepositoryPlace(
            arguments: [
                "sftp", "--host=127.0.0.1", "--port=\(server.port)", "--path=\(folder.path)", "--username=root",
                "--keyfile=\(server.userKey.path)", "--known-hosts=\(hosts.path)",
            ],
            secret: [
                "SFTP_HOST": "127.0.0.1",
                "SFTP_PORT": "\(server.port)",
                "SFTP_PATH": folder.path,
                "SFTP_USERNAME": "root",
                "SFTP_KEY_FILE": try String(contentsOf: server.userKey, encoding: .utf8),
                "SFTP_KNOWN_HOSTS_DATA": try server.knownHosts(),
            ],
            folder: folder
        )
    }

    /// A folder on a WebDAV server.
    static func webDAV(_ server: WebDAVServer, name: String) throws -> RepositoryPlace {
        try server.makeFolder(name)
        return RepositoryPlace(
            arguments: ["webdav", "--url=\(server.url(name))"],
            environment: [
                "KOPIA_WEBDAV_USERNAME": WebDAVServer.user, "KOPIA_WEBDAV_PASSWORD": WebDAVServer.password,
            ],
            secret: [
                "WEBDAV_URL": server.url(name),
                "WEBDAV_USERNAME": WebDAVServer.user,
                "WEBDAV_PASSWORD": WebDAVServer.password,
            ],
            folder: server.folder(name)
        )
    }

    /// A folder on a WebDAV server, reached by rclone.
    static func rclone(
        to server: WebDAVServer,
        name: String,
        servers: StorageServers
    ) async throws -> RepositoryPlace {
        try server.makeFolder(name)
        let obscured = try await Command.output("rclone", ["obscure", "-"], input: WebDAVServer.password)
        let configuration = """
            [away]
            type = webdav
            vendor = other
            url = \(server.url(""))
            user = \(WebDAVServer.user)
            pass = \(obscured)
            """
        let file = servers.folder.appending(path: "\(name).conf")
        try configuration.write(to: file, atomically: true, encoding: .utf8)
        return RepositoryPlace(
            arguments: ["rclone", "--remote-path=away:\(name)"],
            environment: ["RCLONE_CONFIG": file.path],
            secret: ["RCLONE_REMOTE_PATH": "away:\(name)", "RCLONE_CONFIG": configuration],
            folder: server.folder(name)
        )
    }

    /// Makes pods trust an authority.
    mutating func trust(_ authority: LoopbackAuthority) throws {
        spec["repository"] = [
            "repository": "kopia-config", "customCA": ["configMapName": "authority", "key": "ca.crt"],
        ]
        files["authority"] = ["ca.crt": try String(contentsOf: authority.certificate, encoding: .utf8)]
    }
}
