package import TLS

/// A serving certificate with the key that belongs to it.
package struct ServingIdentity: Sendable {
    /// The certificate and its key.
    let documents: IdentityDocuments
    /// The facts of the certificate.
    package let summary: CertificateSummary

    /// True if a client that trusts only that authority accepts the certificate for those names.
    ///
    /// A certificate that is not valid yet is judged by its first moment: a clock that was put back must not make anybody
    /// issue another one that is no better.
    ///
    /// - Parameters:
    ///   - authority: whom the client trusts.
    ///   - names: the names.
    ///   - now: unix seconds.
    /// - Returns: whether it does.
    func isTrusted(
        through authority: TrustedCertificate,
        for names: [SubjectAlternativeName] = [],
        at now: Int64
    ) -> Bool {
        do throws(TLSError) {
            try TrustCheck.verifyServing(
                documents.certificateChain,
                authorities: TrustedCertificate.bundle([authority], source: "authority"),
                names: names,
                at: max(now, summary.notBefore, authority.summary.notBefore)
            )
            return true
        } catch {
            return false
        }
    }
}
