/// The names within the Secrets.
package enum SecretNames {
    /// The serving certificate (`kubernetes.io/tls`).
    package static let certificate = "tls.crt"
    /// Its private key (`kubernetes.io/tls`).
    package static let privateKey = "tls.key"
    /// Who vouches for it; in the other Secret, the signer.
    package static let authority = "ca.crt"
    /// The key of the signer.
    static let authorityKey = "ca.key"
    /// Who will sign.
    static let nextAuthority = "next-ca.crt"
    /// The key of who will sign.
    static let nextAuthorityKey = "next-ca.key"
    /// Who signs no more.
    static let retiredAuthorities = "retired-ca.crt"
    /// ``AuthorityRecord/nextTrustedSince``, an annotation.
    static let nextTrustedSince = "volsync.backube/next-ca-trusted-since"
    /// ``AuthorityRecord/retiredSince``, an annotation.
    static let retiredSince = "volsync.backube/ca-retired-since"
}
