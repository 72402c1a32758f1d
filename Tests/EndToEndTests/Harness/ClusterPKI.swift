import Foundation
import TestSupport

/// The certificates of a throw-away control plane, made by the openssl command.
struct ClusterPKI {
    let folder: URL

    /// Makes an authority, the API server's certificate, client certificates for its users, and the key that signs
    /// service account tokens.
    init(folder parent: URL) async throws {
        folder = parent.appending(path: "pki")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try await openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key("ca"))
        try await openssl(
            "req",
            "-x509",
            "-new",
            "-key",
            key("ca"),
            "-subj",
            "/CN=test-ca",
            "-days",
            "2",
            "-out",
            certificate("ca")
        )
        try await sign("apiserver", subject: "/CN=kube-apiserver", "serverAuth", names: "IP:127.0.0.1,DNS:localhost")
        try await sign("admin", subject: "/O=system:masters/CN=admin", "clientAuth")
        try await sign("kcm", subject: "/CN=system:kube-controller-manager", "clientAuth")
        try await openssl("genrsa", "-out", key("sa"), "2048")
    }

    func key(_ name: String) -> String { folder.appending(path: "\(name).key").path }
    func certificate(_ name: String) -> String { folder.appending(path: "\(name).crt").path }

    /// Writes the configuration with which a user reaches the server.
    func kubeconfig(user: String, server: String) throws -> URL {
        let file = folder.appending(path: "\(user).kubeconfig")
        let text = """
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{name: test, context: {cluster: test, user: \(user)}}]
            clusters: [{name: test, cluster: {server: "\(server)", certificate-authority: "\(certificate("ca"))"}}]
            users: [{name: \(user), user: {client-certificate: "\(certificate(user))", client-key: "\(key(user))"}}]

            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file
    }

    private func sign(_ name: String, subject: String, _ usage: String, names: String? = nil) async throws {
        var extensions = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=\(usage)\n"
        if let names { extensions += "subjectAltName=\(names)\n" }
        let configuration = folder.appending(path: "\(name).ext")
        try extensions.write(to: configuration, atomically: true, encoding: .utf8)
        let request = folder.appending(path: "\(name).csr").path
        try await openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key(name))
        try await openssl("req", "-new", "-key", key(name), "-subj", subject, "-out", request)
        try await openssl(
            "x509",
            "-req",
            "-in",
            request,
            "-CA",
            certificate("ca"),
            "-CAkey",
            key("ca"),
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            configuration.path,
            "-out",
            certificate(name)
        )
    }

    private func openssl(_ arguments: String...) async throws { try await Command.output("openssl", arguments) }
}
