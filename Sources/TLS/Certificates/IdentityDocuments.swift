/// What one side of a connection presents: a certificate chain, serving certificate first, and its private key.
package struct IdentityDocuments: Sendable, Equatable {
    /// The leaf, then each issuer below the root.
    package let certificateChain: PEMDocument
    /// RSA or EC, in PKCS #8 or the traditional form, not encrypted.
    package let privateKey: PEMDocument

    /// Pairs documents; whether they fit is found when a context is made of them.
    package init(certificateChain: PEMDocument, privateKey: PEMDocument) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
    }
}

/// All that a server's ``TLSContext`` is made of.
package struct ServerCredentials: Sendable, Equatable {
    /// What the server presents.
    package let identity: IdentityDocuments
    /// The authorities whose client certificates are accepted.
    ///
    /// When present, a client without one is refused.
    package let clientAuthorities: PEMDocument?

    /// Collects the documents; they are checked when a context is made of them.
    package init(identity: IdentityDocuments, clientAuthorities: PEMDocument? = nil) {
        self.identity = identity
        self.clientAuthorities = clientAuthorities
    }
}

extension IdentityDocuments {
    /// Finds out whether the certificate and the key belong together, which costs less than making a context.
    ///
    /// - Returns: the facts of the certificate.
    /// - Throws: an error that names the document when one is missing, malformed, encrypted or does not fit.
    package func check() throws(TLSError) -> CertificateSummary { try KeyPair.decode(self).summary }
}
