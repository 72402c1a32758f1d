import Testing

@testable import TLS

@Suite("Client certificates")
struct ClientCertificateTests {
    let clientAuthority: CertificateAuthority
    let serverAuthority: CertificateAuthority
    let serving: IdentityDocuments

    init() throws {
        clientAuthority = try TestIdentities.authority("client CA")
        serverAuthority = try TestIdentities.authority("server CA")
        serving = try TestIdentities.serving(by: serverAuthority)
    }

    func pair(
        presenting identity: IdentityDocuments?,
        trusting authorities: PEMDocument?,
        _ version: TLSVersion = .tls13
    ) throws -> EnginePair {
        try EnginePair(
            client: try .makeClient(
                ClientConfiguration(
                    authorities: serverAuthority.certificate,
                    identity: identity,
                    versions: version...version
                )
            ),
            server: try .makeServer(ServerCredentials(identity: serving, clientAuthorities: authorities))
        )
    }

    @Test("a verified certificate gives the server its names", arguments: [TLSVersion.tls12, .tls13])
    func namesVerified(_ version: TLSVersion) throws {
        let identity = try TestIdentities.client(
            by: clientAuthority,
            commonName: "kube-apiserver",
            names: ["api.test", "10.0.0.1", "fd00::1"]
        )
        let pair = try pair(presenting: identity, trusting: clientAuthority.certificate, version)
        #expect(pair.server.peerNames == [])
        try pair.connect()
        #expect(pair.server.peerNames == ["kube-apiserver", "api.test", "10.0.0.1", "fd00::1"])
        #expect(pair.server.peerCertificate?.issuer == "CN=client CA")
    }

    @Test("one of several authorities is enough")
    func trustsEachAuthority() throws {
        let other = try TestIdentities.authority("other CA")
        let bundle = PEMDocument(source: "bundle", bytes: other.certificate.bytes + clientAuthority.certificate.bytes)
        let pair = try pair(presenting: try TestIdentities.client(by: clientAuthority), trusting: bundle)
        try pair.connect()
        #expect(pair.server.peerNames == ["kube-apiserver"])
    }

    @Test("a server that asks for none learns no names, whatever the client has")
    func ignoresUnasked() throws {
        let pair = try pair(presenting: try TestIdentities.client(by: clientAuthority), trusting: nil)
        try pair.connect()
        #expect(pair.server.peerNames == [])
        #expect(pair.server.peerCertificate == nil)
    }

    enum Flaw: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case absent, wrongAuthority, expired, notYetValid, forServing

        var testDescription: String { rawValue }

        var reason: String {
            switch self {
            case .absent: "peer did not return a certificate"
            case .wrongAuthority: "certificate verify failed: unable to get local issuer certificate"
            case .expired: "certificate verify failed: certificate has expired"
            case .notYetValid: "certificate verify failed: certificate is not yet valid"
            case .forServing: "certificate verify failed: unsuitable certificate purpose"
            }
        }
    }

    private func identity(with flaw: Flaw) throws -> IdentityDocuments? {
        let now = TestIdentities.now
        let day = TestIdentities.day
        switch flaw {
        case .absent: return nil
        case .wrongAuthority: return try TestIdentities.client(by: serverAuthority)
        case .expired:
            let past = ValidityPeriod(notBefore: now - 2 * day, notAfter: now - day)
            return try TestIdentities.client(by: clientAuthority, validity: past)
        case .notYetValid:
            let future = ValidityPeriod(notBefore: now + day, notAfter: now + 2 * day)
            return try TestIdentities.client(by: clientAuthority, validity: future)
        case .forServing: return try TestIdentities.serving(by: clientAuthority)
        }
    }

    @Test("a client without a good certificate is refused", arguments: Flaw.allCases, [TLSVersion.tls12, .tls13])
    func refuses(_ flaw: Flaw, _ version: TLSVersion) throws {
        let pair = try pair(presenting: try identity(with: flaw), trusting: clientAuthority.certificate, version)
        #expect(throws: TLSError.handshakeFailed(reason: flaw.reason)) { try pair.connect() }
        #expect(pair.server.peerNames == [])
        #expect(pair.server.pendingOutput > 0, "the alert that tells the client why")
    }
}
