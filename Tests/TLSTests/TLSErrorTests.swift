import Testing

@testable import TLS

@Suite("Errors in words")
struct TLSErrorTests {
    static let cases: [(TLSError, String)] = [
        (.unreadableFile(path: "/a", reason: "no"), "cannot read /a: no"),
        (.oversizedFile(path: "/a", limit: 7), "/a is larger than 7 bytes"),
        (.unwritableFile(path: "/a", reason: "no"), "cannot write /a: no"),
        (.missingCertificate(source: "a"), "no PEM certificate in a"),
        (.malformedCertificate(source: "a", position: 2, reason: "no"), "certificate 2 in a is malformed: no"),
        (.missingPrivateKey(source: "a"), "no PEM private key in a"),
        (.encryptedPrivateKey(source: "a"), "the private key in a is encrypted: store it without a pass phrase"),
        (.malformedPrivateKey(source: "a", reason: "no"), "the private key in a is malformed: no"),
        (
            .keyMismatch(certificate: "a", key: "b", belongsTo: nil),
            "the private key in b does not belong to the certificate in a"
        ),
        (
            .keyMismatch(certificate: "a", key: "b", belongsTo: 2),
            "the private key in b belongs to certificate 2 in a: the serving certificate must come first"
        ),
        (.refusedCertificate(source: "a", reason: "no"), "the certificate in a is refused: no"),
        (.expiredCertificate(source: "a", notAfter: 0), "the certificate in a expired at 1970-01-01T00:00:00Z"),
        (
            .certificateNotYetValid(source: "a", notBefore: 4_102_444_800),
            "the certificate in a is not valid before 2100-01-01T00:00:00Z"
        ),
        (.handshakeFailed(reason: "no"), "tls handshake failed: no"),
        (.connectionFailed(reason: "no"), "tls connection failed: no"),
        (.handshakeIncomplete, "application data before the end of the tls handshake"),
        (.untrustedCertificate(source: "a", reason: "no"), "the certificate in a is not trusted: no"),
        (.notAnAuthority(source: "a"), "the certificate in a is not a certificate authority's"),
        (.invalidName("a", reason: "no"), "\"a\" cannot stand in a certificate: no"),
        (.foreignKey(path: "/a"), "/a exists and is not a development key made here: it is left alone"),
        (.openSSLFailure(operation: "do it", reason: "no"), "openssl cannot do it: no"),
    ]

    @Test("say what and where in one line", arguments: cases)
    func describes(_ error: TLSError, _ text: String) {
        #expect(error.description == text)
        #expect("\(error)" == text)
    }

    @Test(
        "give moments in UTC",
        arguments: [
            (-1, "1969-12-31T23:59:59Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"), (1_709_164_800, "2024-02-29T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
        ] as [(Int64, String)]
    )
    func formatsMoments(_ unixSeconds: Int64, _ text: String) {
        #expect(UTCTime.text(unixSeconds) == text)
    }
}
