package import TLS

/// An authority with its key, as the record holds it.
package struct Authority: Sendable, Equatable {
    /// Its certificate and key.
    package let identity: IdentityDocuments
    /// Its certificate, as whoever trusts it has it.
    package let certificate: TrustedCertificate

    /// The facts of its certificate.
    package var summary: CertificateSummary { certificate.summary }

    /// Takes up a pair.
    ///
    /// - Parameter identity: the certificate and the key.
    /// - Throws: an error that names the document when one is malformed, does not fit, or is no authority's.
    package init(_ identity: IdentityDocuments) throws(TLSError) {
        let authority = try CertificateAuthority.load(identity)
        guard let certificate = TrustedCertificate.all(in: authority.identity.certificateChain).certificates.first
        else {
            throw .missingCertificate(source: identity.certificateChain.source)
        }
        self.identity = identity
        self.certificate = certificate
    }

    /// Makes a new one.
    ///
    /// - Parameter validity: when it is valid.
    /// - Returns: the authority.
    /// - Throws: ``TLSError/openSSLFailure(operation:reason:)``.
    static func make(validity: ValidityPeriod) throws(TLSError) -> Authority {
        let made = try CertificateAuthority.make(commonName: CertificateSettings.authorityName, validity: validity)
        return try Authority(made.identity)
    }
}
