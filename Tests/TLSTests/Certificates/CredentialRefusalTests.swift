import TestSupport
import Testing

@testable import TLS

@Suite("Refusing a certificate or its key")
struct CredentialRefusalTests {
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

    @Test("names the file without a certificate", arguments: ["", "hello", "-----BEGIN CERTIFICATE----", "\0\0\0"])
    func missingCertificate(_ text: String) {
        #expect(throws: TLSError.missingCertificate(source: "tls.crt")) {
            try load(document("tls.crt", text), identity.privateKey)
        }
    }

    @Test(
        "names the file and the position of a malformed certificate",
        arguments: ["", "AAAA", "not base64 at all!", "MIIB"]
    )
    func malformedCertificate(_ body: String) {
        let block = "-----BEGIN CERTIFICATE-----\n\(body)\n-----END CERTIFICATE-----\n"
        let second = PEMDocument(source: "tls.crt", bytes: identity.certificateChain.bytes + Array(block.utf8))
        let error = #expect(throws: TLSError.self) { try load(second, identity.privateKey) }
        guard case .malformedCertificate("tls.crt", 2, _) = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
    }

    @Test("refuses a chain cut anywhere")
    func cutCertificate() {
        for length in identity.certificateChain.bytes.indices.dropLast(2) {
            let cut = PEMDocument(source: "cut", bytes: Array(identity.certificateChain.bytes[..<length]))
            #expect(throws: TLSError.self) { try load(cut, identity.privateKey) }
        }
    }

    @Test(
        "names the file without a key",
        arguments: ["", "hello", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"]
    )
    func missingKey(_ text: String) {
        #expect(throws: TLSError.missingPrivateKey(source: "tls.key")) {
            try load(identity.certificateChain, document("tls.key", text))
        }
    }

    @Test("survives any change of any file", arguments: 0..<100)
    func survivesNoise(_ seed: Int) {
        var generator = SplitMix(state: UInt64(seed))
        func spoil(_ document: PEMDocument) -> PEMDocument {
            var bytes = document.bytes
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                let position = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                default: bytes.removeSubrange(position..<min(bytes.count, position + 20))
                }
            }
            return PEMDocument(source: document.source, bytes: bytes)
        }
        let chain = seed.isMultiple(of: 3) ? identity.certificateChain : spoil(identity.certificateChain)
        let key = seed % 3 == 1 ? identity.privateKey : spoil(identity.privateKey)
        do throws(TLSError) {
            // A change in the signature alone does not show.
            #expect(try load(chain, key).certificate != nil)
        } catch {
            #expect(!error.description.contains("PRIVATE"))
            #expect(!error.description.contains("\n"))
        }
    }

    @Test("says that a chain is no key")
    func chainForKey() {
        #expect(throws: TLSError.missingPrivateKey(source: identity.certificateChain.source)) {
            try load(identity.certificateChain, identity.certificateChain)
        }
    }

    @Test("names the file of a malformed key", arguments: ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"])
    func malformedKey(_ label: String) {
        let error = #expect(throws: TLSError.self) {
            try load(
                identity.certificateChain,
                document("tls.key", "-----BEGIN \(label)-----\nAAAA\n-----END \(label)-----\n")
            )
        }
        guard case .malformedPrivateKey("tls.key", _) = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
    }

    @Test("refuses an encrypted key without asking for a pass phrase", arguments: ["pkcs8", "ec"])
    func encryptedKey(_ form: String) async throws {
        let plain = try directory.write("plain.key", identity.privateKey.bytes)
        let encrypted = directory.file("encrypted.key")
        switch form {
        case "pkcs8":
            try await Command.openssl("pkcs8", "-topk8", "-in", plain, "-out", encrypted, "-passout", "pass:secret")
        default:
            try await Command.openssl("ec", "-in", plain, "-out", encrypted, "-aes128", "-passout", "pass:secret")
        }
        let document = PEMDocument(source: "tls.key", bytes: try directory.read("encrypted.key"))
        #expect(throws: TLSError.encryptedPrivateKey(source: "tls.key")) {
            try load(identity.certificateChain, document)
        }
    }

    @Test("says that the pair does not fit")
    func mismatch() throws {
        let other = try TestIdentities.serving(by: authority)
        let error = #expect(throws: TLSError.self) {
            try load(
                PEMDocument(source: "tls.crt", bytes: identity.certificateChain.bytes),
                PEMDocument(source: "tls.key", bytes: other.privateKey.bytes)
            )
        }
        #expect(error?.description == "the private key in tls.key does not belong to the certificate in tls.crt")
    }

    @Test("says that the chain begins with the wrong certificate")
    func wrongOrder() {
        let reversed = PEMDocument(
            source: "tls.crt",
            bytes: authority.certificate.bytes + identity.certificateChain.bytes
        )
        let key = PEMDocument(source: "tls.key", bytes: identity.privateKey.bytes)
        #expect(throws: TLSError.keyMismatch(certificate: "tls.crt", key: "tls.key", belongsTo: 2)) {
            try load(reversed, key)
        }
    }

    @Test("refuses a key that is too short")
    func weakKey() async throws {
        try await Command.openssl(
            "req",
            "-x509",
            "-newkey",
            "rsa:1024",
            "-nodes",
            "-subj",
            "/CN=weak",
            "-days",
            "2",
            "-keyout",
            directory.file("weak.key"),
            "-out",
            directory.file("weak.crt")
        )
        let chain = PEMDocument(source: "tls.crt", bytes: try directory.read("weak.crt"))
        let key = PEMDocument(source: "tls.key", bytes: try directory.read("weak.key"))
        #expect(throws: TLSError.refusedCertificate(source: "tls.crt", reason: "ee key too small")) {
            try load(chain, key)
        }
    }

    @Test("refuses client authorities that hold no certificate")
    func emptyClientAuthorities() {
        #expect(throws: TLSError.missingCertificate(source: "clients.crt")) {
            try TLSContext.makeServer(
                ServerCredentials(identity: identity, clientAuthorities: document("clients.crt", "nothing"))
            )
        }
    }

    @Test("accepts client authorities that name one certificate twice")
    func repeatedClientAuthorities() throws {
        let twice = PEMDocument(source: "twice", bytes: authority.certificate.bytes + authority.certificate.bytes)
        #expect(throws: Never.self) {
            try TLSContext.makeServer(ServerCredentials(identity: identity, clientAuthorities: twice))
        }
    }

    @Test("never shows a key in text")
    func hidesContent() {
        let key = identity.privateKey
        var dumped = ""
        dump(ServerCredentials(identity: identity), to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\(identity)", dumped] {
            #expect(text.contains("generated key"))
            #expect(!text.contains("PRIVATE") && !text.contains("45, 45, 45"))
        }
    }
}
