package import KubernetesAPI
import TLS

/// What the Secret that the webhook mounts was found to hold.
package struct ObservedServing: Sendable {
    /// A certificate with its key.
    package enum Pair: Sendable {
        /// There is none.
        case missing
        /// There is something that no server can use, and why.
        case broken(String)
        /// They belong together.
        case sound(ServingIdentity)
    }

    /// The certificate and its key.
    package let pair: Pair
    /// The bundle beside them, for clients that are no API server.
    let bundle: [TrustedCertificate]
    /// The Secret; nil if there is none.
    let content: SecretContent?

    /// The certificate and its key, if they belong together.
    package var identity: ServingIdentity? {
        if case .sound(let identity) = pair { identity } else { nil }
    }

    /// The uid of the Secret; nil if there is none.
    package var uid: String? { content?.metadata.uid }

    /// Reads the Secret.
    ///
    /// - Parameters:
    ///   - secret: the Secret; nil if there is none.
    ///   - name: its name, for messages.
    package init(_ secret: JSONValue?, name: String) {
        let content = secret.map { SecretContent($0, name: name) }
        self.content = content
        bundle = content?.document(SecretNames.authority).map { TrustedCertificate.all(in: $0).certificates } ?? []
        pair = content.map(Self.pair) ?? .missing
    }

    private static func pair(in content: SecretContent) -> Pair {
        guard let identity = content.identity(SecretNames.certificate, SecretNames.privateKey),
            !(identity.certificateChain.bytes.isEmpty && identity.privateKey.bytes.isEmpty)
        else { return .missing }
        do throws(TLSError) {
            return .sound(ServingIdentity(documents: identity, summary: try identity.check()))
        } catch {
            return .broken("\(error)")
        }
    }
}
