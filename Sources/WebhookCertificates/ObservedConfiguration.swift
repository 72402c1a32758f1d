package import KubernetesAPI
import TLS

/// A webhook configuration, by which API servers know the webhook.
package struct WebhookConfigurationName: Hashable, Sendable {
    /// The two kinds of `admissionregistration.k8s.io/v1`.
    package enum Kind: String, Hashable, Sendable {
        case mutating = "MutatingWebhookConfiguration"
        case validating = "ValidatingWebhookConfiguration"
    }

    /// Its kind.
    package let kind: Kind
    /// Its name.
    package let name: String

    /// The configuration of that kind and name.
    package init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

extension WebhookConfigurationName: CustomStringConvertible {
    package var description: String { "\(kind.rawValue) \(name)" }
}

/// What a webhook configuration was found to trust.
package struct ObservedConfiguration: Sendable {
    /// One of its webhooks.
    struct Webhook: Sendable {
        let name: String
        let trusted: [TrustedCertificate]
        /// False if its bundle holds something besides certificates.
        let isWhole: Bool
    }

    /// Which one it is.
    package let name: WebhookConfigurationName
    let webhooks: [Webhook]
    let metadata: ObjectMetadata

    /// Reads a configuration.
    package init(_ json: JSONValue, name: WebhookConfigurationName) {
        self.name = name
        metadata = ObjectMetadata(json["metadata"])
        webhooks = (json["webhooks"]?.array ?? []).compactMap { entry in
            guard let webhook = entry["name"]?.string else { return nil }
            let text = entry["clientConfig"]?["caBundle"]?.string ?? ""
            let bytes = Base64.decode(text) ?? []
            let (trusted, isWhole) = TrustedCertificate.all(in: PEMDocument(source: "\(name)", bytes: bytes))
            return Webhook(name: webhook, trusted: trusted, isWhole: isWhole)
        }
    }

    /// True if every webhook of it trusts exactly those.
    func trustsExactly(_ certificates: [TrustedCertificate]) -> Bool {
        webhooks.allSatisfy { $0.isWhole && Set($0.trusted) == Set(certificates) }
    }
}

extension ObservedConfiguration {
    /// What is to be applied for its webhooks to trust those; a conflict if somebody wrote since it was read.
    ///
    /// Server-side apply merges the list of webhooks by name (`listMapKey` in `k8s.io/api/admissionregistration/v1`), so
    /// that nothing but `caBundle` is touched.
    func trusting(_ certificates: [TrustedCertificate]) -> JSONValue {
        let bundle = TrustedCertificate.bundle(certificates, source: "bundle").bytes
        return [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string(name.kind.rawValue),
            "metadata": [
                "name": .string(name.name),
                "uid": metadata.uid.map { .string($0) } ?? .null,
                "resourceVersion": metadata.resourceVersion.map { .string($0) } ?? .null,
            ],
            "webhooks": .array(
                webhooks.map { webhook in
                    [
                        "name": .string(webhook.name),
                        "clientConfig": ["caBundle": .string(Base64.encode(bundle))],
                    ]
                }
            ),
        ]
    }
}
