import TestSupport
import Testing

@testable import TLS

@Suite("The openssl command as client")
struct OpenSSLClientTests {
    let directory: ScratchDirectory
    let authority: CertificateAuthority
    let serving: IdentityDocuments

    init() throws {
        directory = try ScratchDirectory()
        authority = try TestIdentities.authority()
        serving = try TestIdentities.serving(by: authority)
        try directory.write("ca.crt", authority.certificate.bytes)
    }

    private func connect(_ server: LoopbackServer, _ arguments: [String], input: String = "Q\n") async throws
        -> Command.Outcome
    {
        let arguments =
            [
                "s_client", "-connect", "127.0.0.1:\(server.port)", "-CAfile", directory.file("ca.crt"),
                "-verify_return_error", "-verify_hostname", "webhook.test", "-servername", "webhook.test",
            ] + arguments
        // The server stops when it is released, so it is kept until the client is done.
        defer { withExtendedLifetime(server) {} }
        return try await Command.run("openssl", arguments, input: input)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let expected: [String]

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let accepted = [
        Case(
            arguments: ["-tls1_2", "-alpn", "h2,http/1.1"],
            expected: ["New, TLSv1.2, Cipher is ECDHE-ECDSA-AES128-GCM-SHA256", "ALPN protocol: http/1.1"]
        ),
        Case(
            arguments: ["-tls1_3"],
            expected: ["New, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256", "No ALPN negotiated", "X25519, 253 bits"]
        ),
        Case(
            arguments: ["-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"],
            expected: ["TLS_CHACHA20_POLY1305_SHA256"]
        ),
        Case(
            arguments: ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"],
            expected: ["Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"]
        ),
        Case(arguments: ["-curves", "P-256"], expected: ["ECDH, prime256v1, 256 bits"]),
    ]

    @Test("connects and gets its answer", arguments: accepted)
    func connects(_ example: Case) async throws {
        let server = try LoopbackServer(.makeServer(ServerCredentials(identity: serving)))
        // The server closes after its answer; with -ign_eof the client waits for that.
        let output = try await connect(server, example.arguments + ["-ign_eof"], input: "hello\n")
        for part in example.expected + ["Verification: OK", "HELLO", "Compression: NONE"] {
            #expect(output.text.contains(part), "\(part) is missing in \(output.text)")
        }
        #expect(server.seenFailures == [])
    }

    @Test("never resumes a session", arguments: ["-tls1_2", "-tls1_3"])
    func neverResumes(_ version: String) async throws {
        let server = try LoopbackServer(.makeServer(ServerCredentials(identity: serving)))
        let output = try await connect(server, [version, "-reconnect"])
        #expect(output.text.contains("New, TLSv1."), "\(output.text)")
        #expect(!output.text.contains("Reused,"), "\(output.text)")
        #expect(!output.text.contains("TLS session ticket"), "\(output.text)")
    }

    static let refused = [
        Case(arguments: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], expected: ["alert protocol version"]),
        Case(arguments: ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"], expected: ["alert handshake failure"]),
        Case(arguments: ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"], expected: ["alert handshake failure"]),
        Case(arguments: ["-alpn", "h2"], expected: ["alert no application protocol"]),
        Case(arguments: ["-curves", "secp256k1", "-tls1_2"], expected: ["alert handshake failure"]),
    ]

    @Test("is refused with an alert", arguments: refused)
    func refuses(_ example: Case) async throws {
        let server = try LoopbackServer(.makeServer(ServerCredentials(identity: serving)))
        let output = try await connect(server, example.arguments)
        #expect(output.status != 0)
        for part in example.expected { #expect(output.text.contains(part), "\(part) is missing in \(output.text)") }
    }

    @Test("cannot renegotiate")
    func refusesRenegotiation() async throws {
        let server = try LoopbackServer(.makeServer(ServerCredentials(identity: serving)))
        // A line that is R alone asks s_client to renegotiate.
        let output = try await connect(server, ["-tls1_2"], input: "R\n")
        #expect(output.text.contains("RENEGOTIATING"), "\(output.text)")
        #expect(output.text.contains("no renegotiation"), "\(output.text)")
    }

    @Test("presents its certificate", arguments: ["-tls1_2", "-tls1_3"])
    func presentsCertificate(_ version: String) async throws {
        let clients = try TestIdentities.authority("client CA")
        let identity = try TestIdentities.client(by: clients)
        try directory.write("client.crt", identity.certificateChain.bytes)
        try directory.write("client.key", identity.privateKey.bytes)
        let server = try LoopbackServer(
            .makeServer(ServerCredentials(identity: serving, clientAuthorities: clients.certificate))
        )
        let arguments = [
            version, "-ign_eof", "-cert", directory.file("client.crt"), "-key", directory.file("client.key"),
        ]
        let output = try await connect(server, arguments, input: "hello\n")
        #expect(output.text.contains("HELLO"), "\(output.text)")
        #expect(output.text.contains("Acceptable client certificate CA names\nCN = client CA"), "\(output.text)")

        let refused = try await connect(server, [version, "-ign_eof"], input: "hello\n")
        #expect(!refused.text.contains("HELLO"), "\(refused.text)")
        #expect(server.seenFailures == [.handshakeFailed(reason: "peer did not return a certificate")])
    }
}
