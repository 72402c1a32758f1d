import TestSupport
import Testing

@testable import TLS

@Suite("Loading a certificate and its key")
struct CredentialLoadingTests {
    let directory: ScratchDirectory
    let identity: IdentityDocuments
    let authority: CertificateAuthority

    init() throws {
        directory = try ScratchDirectory()
        authority = try TestIdentities.authority()
        identity = try TestIdentities.serving(by: authority)
    }

    private func load(_ chain: PEMDocument, _ key: PEMDocument) throws(TLSError) -> TLSContext {
        try TLSContext.makeServer(
            ServerCredentials(identity: IdentityDocuments(certificateChain: chain, privateKey: key))
        )
    }

    private func document(_ name: String, _ text: String) -> PEMDocument { PEMDocument(source: name, text: text) }

    /// Key types with the arguments that make OpenSSL generate them.
    static let keyTypes: [(name: String, arguments: [String])] = [
        ("RSA 2048", ["-newkey", "rsa:2048"]),
        ("P-256", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        ("P-384", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"]),
        ("Ed25519", ["-newkey", "ed25519"]),
    ]

    private func selfSigned(_ arguments: [String]) async throws -> (certificate: String, key: String) {
        let certificate = directory.file("self.crt")
        let key = directory.file("self.key")
        let output = try await Command.run(
            "openssl",
            ["req", "-x509", "-nodes", "-subj", "/CN=self", "-days", "2", "-keyout", key, "-out", certificate]
                + arguments
        )
        try #require(output.status == 0, "\(output.text)")
        return (certificate, key)
    }

    @Test("accepts every usual type of key", arguments: keyTypes)
    func acceptsKeyTypes(_ type: (name: String, arguments: [String])) async throws {
        let files = try await selfSigned(type.arguments)
        let source = try CertificateSource.load(
            CredentialPaths(certificate: files.certificate, privateKey: files.key)
        )
        #expect(source.certificate?.subject == "CN=self")
    }

    @Test("accepts the traditional forms of a key", arguments: ["rsa", "ec"])
    func acceptsTraditionalKeys(_ algorithm: String) async throws {
        let arguments = try #require(
            Self.keyTypes.first { $0.name == (algorithm == "rsa" ? "RSA 2048" : "P-256") }?.arguments
        )
        let files = try await selfSigned(arguments)
        let traditional = directory.file("traditional.key")
        try await Command.openssl(
            algorithm,
            "-in",
            files.key,
            "-out",
            traditional,
            algorithm == "rsa" ? "-traditional" : "-text"
        )
        let text = String(decoding: try directory.read("traditional.key"), as: UTF8.self)
        try #require(text.contains("BEGIN \(algorithm.uppercased()) PRIVATE KEY"))
        let parameters = algorithm == "ec" ? try await Command.openssl("ecparam", "-name", "prime256v1") : ""
        let chain = String(decoding: try directory.read("self.crt"), as: UTF8.self)
        #expect(throws: Never.self) { try load(document("c", chain), document("k", parameters + text)) }
    }

    @Test("accepts text around the blocks, and chain and key in one file")
    func acceptsOneFile() throws {
        let both = PEMDocument(
            source: "both",
            bytes: Array("# the key\n".utf8) + identity.privateKey.bytes + Array("\n# the chain\r\n".utf8)
                + identity.certificateChain.bytes + authority.certificate.bytes + Array("end".utf8)
        )
        let context = try load(both, both)
        #expect(context.certificate?.names == ["webhook", "webhook.test", "127.0.0.1"])
    }

    @Test("presents the whole chain, so that a client needs the root only")
    func presentsChain() async throws {
        // An intermediate made by the command, since the authority under test makes roots only.
        let root = try await selfSigned(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        try directory.write("ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n")
        try await Command.openssl(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=intermediate",
            "-keyout",
            directory.file("i.key"),
            "-out",
            directory.file("i.csr")
        )
        try await Command.openssl(
            "x509",
            "-req",
            "-in",
            directory.file("i.csr"),
            "-CA",
            root.certificate,
            "-CAkey",
            root.key,
            "-days",
            "2",
            "-extfile",
            directory.file("ca.ext"),
            "-out",
            directory.file("i.crt")
        )
        let intermediate = try CertificateAuthority.load(
            IdentityDocuments(
                certificateChain: PEMDocument(source: "i.crt", bytes: try directory.read("i.crt")),
                privateKey: PEMDocument(source: "i.key", bytes: try directory.read("i.key"))
            )
        )
        let leaf = try TestIdentities.serving(by: intermediate)
        let chain = PEMDocument(
            source: "chain",
            bytes: leaf.certificateChain.bytes + intermediate.certificate.bytes
        )
        let client = try TLSContext.makeClient(
            ClientConfiguration(
                authorities: PEMDocument(source: "root", bytes: try directory.read("self.crt"))
            )
        )
        try EnginePair(client: client, server: try load(chain, leaf.privateKey)).connect()
        let incomplete = try EnginePair(client: client, server: try load(leaf.certificateChain, leaf.privateKey))
        #expect(throws: TLSError.self) { try incomplete.connect() }
    }

    @Test("accepts an expired certificate, and says until when it was valid")
    func acceptsExpired() throws {
        let now = TestIdentities.now
        let past = ValidityPeriod(notBefore: now - 500, notAfter: now - 100)
        let expired = try TestIdentities.serving(by: authority, validity: past)
        let certificate = try #require(try load(expired.certificateChain, expired.privateKey).certificate)
        #expect(certificate.notBefore == now - 500)
        #expect(certificate.notAfter == now - 100)
        #expect(!certificate.isValid(at: now))
    }
}
