import Testing

@testable import TLS

@Suite("A bundle of trusted certificates")
struct TrustedCertificateTests {
    let first: PEMDocument
    let second: PEMDocument

    init() throws {
        first = try TestIdentities.authority("first CA").identity.certificateChain
        second = try TestIdentities.authority("second CA").identity.certificateChain
    }

    private func read(_ bytes: [UInt8]) -> (certificates: [TrustedCertificate], isWhole: Bool) {
        TrustedCertificate.all(in: PEMDocument(source: "test", bytes: bytes))
    }

    @Test("is read in order, each certificate once, whatever stands between the blocks")
    func order() {
        let text = Array("# a comment\r\n".utf8)
        let (certificates, isWhole) = read(text + second.bytes + text + first.bytes + second.bytes)
        #expect(certificates.map(\.summary.subject) == ["CN=second CA", "CN=first CA"])
        #expect(isWhole)
    }

    @Test("knows a certificate again, however its lines are broken")
    func equality() throws {
        let text = String(decoding: first.bytes, as: UTF8.self)
        let dos = text.replacing("\n", with: "\r\n")
        let certificates = read(Array("\(text)\n\n\(dos)".utf8)).certificates
        #expect(certificates.count == 1)
        #expect(certificates.first?.pem == first.bytes)
    }

    @Test("is read past what does not decode, and says so")
    func damage() {
        let rubbish = Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
        let (certificates, isWhole) = read(rubbish + first.bytes + first.bytes.prefix(200))
        #expect(certificates.map(\.summary.subject) == ["CN=first CA"])
        #expect(!isWhole)
        #expect(read([]).certificates.isEmpty)
        #expect(read(Array("no certificate".utf8)).certificates.isEmpty)
    }

    @Test("is written as it is read")
    func roundTrip() {
        let certificates = read(first.bytes + second.bytes).certificates
        let bundle = TrustedCertificate.bundle(certificates, source: "test")
        #expect(bundle.bytes == first.bytes + second.bytes)
        #expect(read(bundle.bytes).certificates == certificates)
    }

    @Test("a pair is checked without a context")
    func pair() throws {
        let authority = try TestIdentities.authority("first CA")
        let other = try TestIdentities.authority("second CA")
        #expect(try authority.identity.check().subject == "CN=first CA")
        let mixed = IdentityDocuments(
            certificateChain: authority.identity.certificateChain,
            privateKey: other.identity.privateKey
        )
        #expect(throws: TLSError.self) { try mixed.check() }
    }
}
