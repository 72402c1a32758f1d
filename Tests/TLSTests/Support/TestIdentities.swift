import Glibc

@testable import TLS

/// Certificates for one test run, made with the authority under test; verified against OpenSSL elsewhere.
enum TestIdentities {
    /// Handshakes are judged by OpenSSL's own clock, so validity is relative to the real time.
    static let now = Int64(time(nil))
    static let day: Int64 = 86_400
    /// Old enough to have issued certificates that are expired by now.
    static let authorityPeriod = ValidityPeriod(notBefore: now - 10 * day, notAfter: now + 10 * day)
    static let period = ValidityPeriod(from: now, lasting: .seconds(5 * day))

    static func authority(_ name: String = "test CA") throws -> CertificateAuthority {
        try CertificateAuthority.make(commonName: name, validity: authorityPeriod)
    }

    static func serving(
        by authority: CertificateAuthority,
        names: [String] = ["webhook.test", "127.0.0.1"],
        validity: ValidityPeriod = period
    ) throws -> IdentityDocuments {
        try authority.issue(
            CertificateTemplate(
                commonName: "webhook",
                names: try names.map { try SubjectAlternativeName($0) },
                validity: validity
            )
        )
    }

    static func client(
        by authority: CertificateAuthority,
        commonName: String = "kube-apiserver",
        names: [String] = [],
        validity: ValidityPeriod = period
    ) throws -> IdentityDocuments {
        try authority.issue(
            CertificateTemplate(
                commonName: commonName,
                names: try names.map { try SubjectAlternativeName($0) },
                purpose: .client,
                validity: validity
            )
        )
    }
}

extension CertificateAuthority {
    /// What a peer that trusts this authority is given.
    var certificate: PEMDocument { identity.certificateChain }
}
