import TestSupport
import Testing

@testable import TLS

@Suite("Names in a certificate")
struct CertificateNamesTests {
    let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    /// A self-signed certificate with an arbitrary subject and arbitrary alternative names.
    private func summary(subject: String, names: String? = nil) async throws -> CertificateSummary {
        try directory.write(
            "request.cnf",
            """
            string_mask = utf8only
            [req]
            distinguished_name = dn
            utf8 = yes
            prompt = no
            x509_extensions = extensions
            [dn]
            \(subject)
            [extensions]
            subjectKeyIdentifier = hash
            \(names.map { "subjectAltName = \($0)" } ?? "")
            """
        )
        try await Command.openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
            "-config",
            directory.file("request.cnf"),
            "-keyout",
            directory.file("x.key"),
            "-out",
            directory.file("x.crt")
        )
        return try CertificateChain.decode(
            PEMDocument(source: "x.crt", bytes: try directory.read("x.crt"))
        ).leafSummary
    }

    @Test("are the common names, then DNS, e-mail, URI and IP names, each once")
    func listsAll() async throws {
        let summary = try await summary(
            subject: "0.CN = first\n1.CN = second\nO = not a name",
            names: "DNS:first,DNS:a.test,email:root@a.test,URI:spiffe://a.test/x,IP:10.1.2.3,IP:2001:db8::1,DNS:a.test"
        )
        #expect(
            summary.names == [
                "first", "second", "a.test", "root@a.test", "spiffe://a.test/x", "10.1.2.3", "2001:db8::1",
            ]
        )
        #expect(summary.subject.contains("CN=second"))
        #expect(summary.issuer == summary.subject)
    }

    @Test("are none without subject names")
    func listsNone() async throws {
        #expect(try await summary(subject: "O = somebody").names == [])
    }

    @Test("may be UTF-8, which the subject's text escapes")
    func listsUnicode() async throws {
        let summary = try await summary(subject: "CN = Jörg")
        #expect(summary.names == ["Jörg"])
        #expect(summary.subject == #"CN=J\C3\B6rg"#)
    }

    @Test("with a control character are left out, and cannot break a log line")
    func skipsControlCharacters() async throws {
        // DER puts any octet into an IA5String: "good.test", NUL, ".evil.test".
        let octets = "3016" + "8214" + "676F6F642E74657374002E6576696C2E74657374"
        let summary = try await summary(subject: #"CN = line\nbreak"#, names: "DER:\(Self.pairs(octets))")
        #expect(summary.names == [])
        #expect(!summary.subject.contains("\n"))
    }

    private static func pairs(_ digits: String) -> String {
        stride(from: 0, to: digits.count, by: 2).map { String(digits.dropFirst($0).prefix(2)) }.joined(separator: ":")
    }
}
