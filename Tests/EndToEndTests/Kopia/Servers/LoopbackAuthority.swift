import Foundation
import TestSupport

/// A private certificate authority and one certificate of it for servers on loopback, made by the openssl command.
struct LoopbackAuthority: Sendable {
    private let folder: URL

    init(in folder: URL) async throws {
        self.folder = folder
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"]
        try await Command.output(
            "openssl",
            ["req", "-x509"] + key
                + ["-subj", "/CN=private-authority", "-keyout", authorityKey, "-out", certificate.path]
        )
        try await Command.output(
            "openssl",
            ["req", "-x509", "-CA", certificate.path, "-CAkey", authorityKey] + key + [
                "-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                "-addext", "basicConstraints=CA:FALSE", "-keyout", server.key, "-out", server.certificate,
            ]
        )
    }

    /// The authority's own certificate.
    var certificate: URL { folder.appending(path: "authority.crt") }

    /// The files of the certificate for servers.
    var server: (certificate: String, key: String) {
        (folder.appending(path: "server.crt").path, folder.appending(path: "server.key").path)
    }

    private var authorityKey: String { folder.appending(path: "authority.key").path }
}
