package import TLS

/// The authorities of the webhook: who signs, who will, and who is still trusted.
///
/// It is kept in a Secret, so that a rotation goes on where it was when the controller is replaced in the middle of it.
package struct AuthorityRecord: Sendable, Equatable {
    /// Who signs serving certificates; nil while a new authority is introduced because the key of the old one is lost.
    package var signer: Authority?
    /// Who will sign, once everybody trusts it.
    package var next: Authority?
    /// Since when both configurations have been known to trust ``next``, unix seconds.
    package var nextTrustedSince: Int64?
    /// Who signs no more, but what they signed may still be served.
    package var retired: [TrustedCertificate] = []
    /// Since when the serving certificate has been known to be the signer's, with anybody retired, unix seconds.
    package var retiredSince: Int64?

    /// A record of nobody.
    package init() {}

    /// Everybody that the record knows.
    var all: [TrustedCertificate] { [signer?.certificate, next?.certificate].compactMap { $0 } + retired }
}
