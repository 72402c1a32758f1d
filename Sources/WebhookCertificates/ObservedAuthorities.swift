package import KubernetesAPI
import TLS

/// What the Secret of the authorities was found to hold.
package struct ObservedAuthorities: Sendable {
    /// What is usable of it.
    package private(set) var record = AuthorityRecord()
    /// What is not, and why; no document is shown.
    package private(set) var problems: [String] = []
    /// Certificates whose keys are lost or do not fit: what they signed may be served.
    private(set) var orphans: [TrustedCertificate] = []
    /// The Secret; nil if there is none.
    let content: SecretContent?

    /// True if something that it knew may be lost.
    var isDamaged: Bool { content == nil || !problems.isEmpty || (record.signer == nil && record.next == nil) }

    /// Reads the Secret.
    ///
    /// - Parameters:
    ///   - secret: the Secret; nil if there is none.
    ///   - name: its name, for messages.
    package init(_ secret: JSONValue?, name: String) {
        content = secret.map { SecretContent($0, name: name) }
        guard let content else { return }
        record.signer = read(content, SecretNames.authority, SecretNames.authorityKey)
        record.next = read(content, SecretNames.nextAuthority, SecretNames.nextAuthorityKey)
        if record.next == record.signer { record.next = nil }
        record.nextTrustedSince = record.next == nil ? nil : content.moment(SecretNames.nextTrustedSince)
        record.retiredSince = content.moment(SecretNames.retiredSince)
        guard let retired = content.document(SecretNames.retiredAuthorities) else { return }
        let (certificates, isWhole) = TrustedCertificate.all(in: retired)
        record.retired = certificates
        if !isWhole || certificates.isEmpty { problems.append("\(retired.source) holds what is no certificate") }
    }

    private mutating func read(_ content: SecretContent, _ certificate: String, _ key: String) -> Authority? {
        guard let identity = content.identity(certificate, key) else { return nil }
        do throws(TLSError) {
            return try Authority(identity)
        } catch {
            problems.append("\(error)")
            orphans += TrustedCertificate.all(in: identity.certificateChain).certificates
            return nil
        }
    }
}
