/// Where a server's credentials are read from.
package struct CredentialPaths: Sendable, Equatable {
    /// The certificate chain, serving certificate first.
    package let certificate: String
    /// The private key; may be the same file.
    package let privateKey: String
    /// The authorities of the clients, when clients must have a certificate.
    package let clientAuthorities: String?

    /// Names the files; nothing is read yet.
    package init(certificate: String, privateKey: String, clientAuthorities: String? = nil) {
        self.certificate = certificate
        self.privateKey = privateKey
        self.clientAuthorities = clientAuthorities
    }
}
