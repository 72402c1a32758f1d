/// An authority that issues serving and client certificates: ECDSA on P-256 with SHA-256.
///
/// A value: it holds its documents in PEM and decodes them for each issue, which happens a few times a year.
package struct CertificateAuthority: Sendable {
    /// The authority's certificate and private key.
    ///
    /// Who trusts the authority needs the certificate only.
    package let identity: IdentityDocuments
    /// The facts of the certificate.
    package let summary: CertificateSummary

    /// Makes a new, self-signed authority that may sign leaves and nothing else.
    ///
    /// - Parameters:
    ///   - commonName: the subject, at most 64 characters.
    ///   - validity: when it is valid.
    /// - Returns: the authority.
    /// - Throws: ``TLSError/invalidName(_:reason:)`` or ``TLSError/openSSLFailure(operation:reason:)``.
    package static func make(
        commonName: String,
        validity: ValidityPeriod
    ) throws(TLSError) -> CertificateAuthority {
        let key = try PrivateKey.generate()
        let builder = try CertificateBuilder.make(validity: validity)
        try builder.setSubject(commonName)
        try builder.setIssuerToSubject()
        try builder.setPublicKey(of: key)
        try builder.addAuthorityExtensions()
        let certificate = try builder.sign(with: key)
        return CertificateAuthority(
            identity: IdentityDocuments(
                certificateChain: PEMDocument(source: "generated authority", bytes: try certificate.pem()),
                privateKey: PEMDocument(source: "generated authority key", bytes: try key.pem())
            ),
            summary: certificate.summary
        )
    }

    /// Takes up an authority that was made before.
    ///
    /// - Parameter identity: its certificate and key.
    /// - Returns: the authority.
    /// - Throws: an error that names the document when one is malformed, does not fit, or is no authority's.
    package static func load(_ identity: IdentityDocuments) throws(TLSError) -> CertificateAuthority {
        let pair = try KeyPair.decode(identity)
        guard pair.mayIssue else { throw .notAnAuthority(source: identity.certificateChain.source) }
        return CertificateAuthority(identity: identity, summary: pair.summary)
    }

    /// Issues a certificate with a new key.
    ///
    /// - Parameter template: what it says.
    /// - Returns: the certificate without the authority's own, and its key.
    /// - Throws: ``TLSError/invalidName(_:reason:)`` or ``TLSError/openSSLFailure(operation:reason:)``.
    package func issue(_ template: CertificateTemplate) throws(TLSError) -> IdentityDocuments {
        let authority = try KeyPair.decode(identity)
        let key = try PrivateKey.generate()
        let validity = ValidityPeriod(
            notBefore: max(template.validity.notBefore, summary.notBefore),
            notAfter: min(template.validity.notAfter, summary.notAfter)
        )
        let builder = try CertificateBuilder.make(validity: validity)
        try builder.setSubject(template.commonName)
        try builder.setPublicKey(of: key)
        let certificate = try authority.sign(builder, purpose: template.purpose, names: template.names)
        return IdentityDocuments(
            certificateChain: PEMDocument(source: "generated certificate", bytes: try certificate.pem()),
            privateKey: PEMDocument(source: "generated key", bytes: try key.pem())
        )
    }
}
