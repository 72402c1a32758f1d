import TestSupport
import Testing

@testable import TLS

@Suite("The certificate authority")
struct CertificateAuthorityTests {
    let directory: ScratchDirectory
    let authority: CertificateAuthority
    let now = TestIdentities.now

    init() throws {
        directory = try ScratchDirectory()
        authority = try TestIdentities.authority("kopia-maintenance CA")
        try directory.write("ca.crt", authority.certificate.bytes)
    }

    private func issue(_ names: [String], _ purpose: CertificateTemplate.Purpose = .serving) throws -> IdentityDocuments
    {
        let identity = try authority.issue(
            CertificateTemplate(
                commonName: "kopia-maintenance-webhook",
                names: try names.map { try SubjectAlternativeName($0) },
                purpose: purpose,
                validity: TestIdentities.period
            )
        )
        try directory.write("tls.crt", identity.certificateChain.bytes)
        try directory.write("tls.key", identity.privateKey.bytes)
        return identity
    }

    static let names = [
        "webhook", "webhook.volsync-system.svc", "webhook.volsync-system.svc.cluster.local", "10.96.0.10", "fd00::10",
        "*.example.com",
    ]

    @Test("issues what OpenSSL's strictest verification accepts, for the purpose given and no other")
    func verifies() async throws {
        _ = try issue(Self.names)
        let arguments = ["verify", "-x509_strict", "-CAfile", directory.file("ca.crt"), "-purpose"]
        let serving = try await Command.run("openssl", arguments + ["sslserver", directory.file("tls.crt")])
        #expect(serving.status == 0, "\(serving.text)")
        #expect(try await Command.run("openssl", arguments + ["sslclient", directory.file("tls.crt")]).status != 0)

        _ = try issue([], .client)
        let client = try await Command.run("openssl", arguments + ["sslclient", directory.file("tls.crt")])
        #expect(client.status == 0, "\(client.text)")
        #expect(try await Command.run("openssl", arguments + ["sslserver", directory.file("tls.crt")]).status != 0)
    }

    @Test("issues for each name", arguments: names)
    func coversNames(_ name: String) async throws {
        _ = try issue(Self.names)
        let isAddress = name.contains(":") || name.first?.isNumber == true
        let asked = name.hasPrefix("*") ? "any.example.com" : name
        let output = try await Command.run(
            "openssl",
            [
                "verify", "-CAfile", directory.file("ca.crt"), isAddress ? "-verify_ip" : "-verify_hostname", asked,
                directory.file("tls.crt"),
            ]
        )
        #expect(output.status == 0, "\(output.text)")
    }

    @Test("writes the extensions that RFC 5280 asks for")
    func writesExtensions() async throws {
        _ = try issue(["webhook.svc", "10.0.0.1"])
        let leaf = try await Command.openssl("x509", "-in", directory.file("tls.crt"), "-noout", "-text")
        for part in [
            "Version: 3", "ecdsa-with-SHA256", "prime256v1",
            "X509v3 Basic Constraints: critical\n                CA:FALSE",
            "X509v3 Key Usage: critical\n                Digital Signature\n", "TLS Web Server Authentication",
            "X509v3 Subject Key Identifier", "X509v3 Authority Key Identifier",
            "DNS:webhook.svc, IP Address:10.0.0.1", "Subject: CN = kopia-maintenance-webhook",
            "Issuer: CN = kopia-maintenance CA",
        ] {
            #expect(leaf.contains(part), "\(part) is missing in \(leaf)")
        }
        let root = try await Command.openssl("x509", "-in", directory.file("ca.crt"), "-noout", "-text")
        for part in [
            "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0",
            "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n", "X509v3 Subject Key Identifier",
        ] {
            #expect(root.contains(part), "\(part) is missing in \(root)")
        }
    }

    @Test("writes keys in PKCS #8 that fit")
    func writesKeys() async throws {
        let identity = try issue(["webhook"])
        #expect(String(decoding: identity.privateKey.bytes, as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let fromKey = try await Command.openssl("pkey", "-in", directory.file("tls.key"), "-pubout")
        let fromCertificate = try await Command.openssl("x509", "-in", directory.file("tls.crt"), "-noout", "-pubkey")
        #expect(fromKey == fromCertificate)
    }

    @Test("draws a positive serial number of 128 bits, never the same")
    func drawsSerialNumbers() async throws {
        let numbers = try (0..<50).map { _ in
            try CertificateChain.decode(try issue([]).certificateChain).leafSummary.serialNumber
        }
        #expect(Set(numbers).count == numbers.count)
        for number in numbers {
            #expect(number.count == 32)
            #expect(number.first.map { "89abcdef".contains($0) } == true, "\(number) has its highest bit set")
        }
        let text = try await Command.openssl("x509", "-in", directory.file("tls.crt"), "-noout", "-serial")
        #expect(text.trimmingPrefix("serial=").lowercased().hasPrefix(numbers[numbers.endIndex - 1]))
    }

    @Test("never outlives itself")
    func cutsValidity() throws {
        let long = ValidityPeriod(notBefore: 0, notAfter: ValidityPeriod.lastMoment)
        let identity = try authority.issue(CertificateTemplate(commonName: "long", validity: long))
        let summary = try CertificateChain.decode(identity.certificateChain).leafSummary
        #expect(summary.notBefore == authority.summary.notBefore)
        #expect(summary.notAfter == authority.summary.notAfter)
    }

    @Test("goes on from its documents")
    func loads() throws {
        let again = try CertificateAuthority.load(authority.identity)
        #expect(again.summary == authority.summary)
        let identity = try TestIdentities.serving(by: again)
        try TrustCheck.verifyServing(
            identity.certificateChain,
            authorities: authority.certificate,
            names: [try SubjectAlternativeName("webhook.test")],
            at: now
        )
    }

    @Test("is not made of a certificate that may not sign")
    func refusesLeaf() throws {
        let leaf = try issue(["webhook"])
        #expect(throws: TLSError.notAnAuthority(source: "generated certificate")) {
            try CertificateAuthority.load(leaf)
        }
    }

    @Test("takes common names that fit", arguments: ["a", String(repeating: "x", count: 64), "Jörg's, \"CA\"/O=x"])
    func takesCommonName(_ name: String) throws {
        let named = try CertificateAuthority.make(commonName: name, validity: TestIdentities.period)
        #expect(named.summary.names == [name])
    }

    @Test("refuses common names that do not", arguments: ["", String(repeating: "x", count: 65), "a\nb", "a\0b"])
    func refusesCommonName(_ name: String) throws {
        let error = #expect(throws: TLSError.self) {
            try CertificateAuthority.make(commonName: name, validity: TestIdentities.period)
        }
        guard case .invalidName(name, _) = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
    }
}
