import Testing

@testable import TLS

@Suite("The summary of a certificate")
struct CertificateSummaryTests {
    @Test(
        "counts both ends as valid",
        arguments: [(99, false), (100, true), (150, true), (200, true), (201, false)] as [(Int64, Bool)]
    )
    func isValid(_ now: Int64, _ expected: Bool) {
        #expect(Self.summary(notBefore: 100, notAfter: 200).isValid(at: now) == expected)
    }

    @Test("is never valid when it ends before it starts", arguments: [99, 100, 150, 200, 201] as [Int64])
    func reversed(_ now: Int64) {
        #expect(!Self.summary(notBefore: 200, notAfter: 100).isValid(at: now))
    }

    private static func summary(notBefore: Int64, notAfter: Int64) -> CertificateSummary {
        CertificateSummary(
            subject: "",
            issuer: "",
            names: [],
            serialNumber: "",
            notBefore: notBefore,
            notAfter: notAfter
        )
    }
}
