import Testing

@testable import TLS

@Suite("Verifying a serving certificate")
struct TrustCheckTests {
    enum Situation: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case good, otherAuthority, expired, notYetValid, otherName, otherAddress, forClients

        var testDescription: String { rawValue }

        var reason: String? {
            switch self {
            case .good: nil
            case .otherAuthority: "unable to get local issuer certificate"
            case .expired: "certificate has expired"
            case .notYetValid: "certificate is not yet valid"
            case .otherName: "it is not valid for other.test"
            case .otherAddress: "it is not valid for 127.0.0.2"
            case .forClients: "unsuitable certificate purpose"
            }
        }
    }

    @Test("accepts the good one, and says what is wrong with another", arguments: Situation.allCases)
    func judges(_ situation: Situation) throws {
        // Moments long ago: the machine's clock must play no part.
        let period = ValidityPeriod(notBefore: 1_000_000, notAfter: 2_000_000)
        let authority = try CertificateAuthority.make(commonName: "CA", validity: period)
        let trusted =
            situation == .otherAuthority ? try CertificateAuthority.make(commonName: "O", validity: period) : authority
        let identity =
            situation == .forClients
            ? try TestIdentities.client(by: authority, names: ["webhook.test", "127.0.0.1"], validity: period)
            : try TestIdentities.serving(by: authority, validity: period)
        let names =
            switch situation {
            case .otherName: ["webhook.test", "other.test"]
            case .otherAddress: ["127.0.0.1", "127.0.0.2"]
            default: ["webhook.test", "127.0.0.1"]
            }
        let now: Int64 =
            switch situation {
            case .expired: 2_000_001
            case .notYetValid: 999_999
            default: 1_500_000
            }
        do throws(TLSError) {
            try TrustCheck.verifyServing(
                PEMDocument(source: "tls.crt", bytes: identity.certificateChain.bytes),
                authorities: trusted.certificate,
                names: names.map { (name) throws(TLSError) in try SubjectAlternativeName(name) },
                at: now
            )
            #expect(situation == .good)
        } catch {
            #expect(error == situation.reason.map { .untrustedCertificate(source: "tls.crt", reason: $0) })
        }
    }

    @Test("is good from the first second to the last", arguments: [1_000_000, 1_999_999] as [Int64])
    func includesEnds(_ now: Int64) throws {
        let period = ValidityPeriod(notBefore: 1_000_000, notAfter: 2_000_000)
        let authority = try CertificateAuthority.make(commonName: "CA", validity: period)
        let chain = try TestIdentities.serving(by: authority, validity: period).certificateChain
        try TrustCheck.verifyServing(chain, authorities: authority.certificate, names: [], at: now)
    }

    @Test("two generations of an authority are trusted together")
    func overlaps() throws {
        let old = try TestIdentities.authority("rolling CA")
        let new = try TestIdentities.authority("rolling CA")
        let bundle = PEMDocument(source: "bundle", bytes: old.certificate.bytes + new.certificate.bytes)
        for authority in [old, new] {
            try TrustCheck.verifyServing(
                try TestIdentities.serving(by: authority).certificateChain,
                authorities: bundle,
                names: [],
                at: TestIdentities.now
            )
        }
    }
}
