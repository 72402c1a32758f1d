package import KubernetesAPI
import TLS

/// Everything that a plan for the certificates depends on, besides the time.
package struct CertificateObservation: Sendable {
    /// The Secret of the authorities.
    package let authorities: ObservedAuthorities
    /// The Secret that the webhook mounts.
    package let serving: ObservedServing
    /// The configurations that are there.
    package let configurations: [ObservedConfiguration]
    /// Those that should be there and are not.
    package let missing: [WebhookConfigurationName]

    /// Reads what was found.
    ///
    /// - Parameters:
    ///   - names: the names of the Secrets.
    ///   - authorities: the Secret of the authorities; nil if there is none.
    ///   - serving: the Secret that the webhook mounts; nil if there is none.
    ///   - configurations: each configuration by its name; nil for one that is not there.
    package init(
        names: CertificateObjects,
        authorities: JSONValue?,
        serving: JSONValue?,
        configurations: [WebhookConfigurationName: JSONValue]
    ) {
        self.authorities = ObservedAuthorities(authorities, name: names.authoritySecret)
        self.serving = ObservedServing(serving, name: names.servingSecret)
        self.configurations = names.configurations.compactMap { name in
            configurations[name].map { ObservedConfiguration($0, name: name) }
        }
        missing = names.configurations.filter { configurations[$0] == nil }
    }

    /// Each webhook of each configuration.
    var webhooks: [ObservedConfiguration.Webhook] { configurations.flatMap(\.webhooks) }

    /// True if every webhook trusts the certificate.
    func isTrustedEverywhere(_ certificate: TrustedCertificate) -> Bool {
        webhooks.allSatisfy { $0.trusted.contains(certificate) }
    }
}

/// The objects in which the certificates live.
package struct CertificateObjects: Sendable, Equatable {
    /// Where the Secrets are.
    package let namespace: String
    /// The Secret that the webhook mounts.
    package let servingSecret: String
    /// The Secret of the authorities.
    package let authoritySecret: String
    /// The webhook configurations.
    package let configurations: [WebhookConfigurationName]

    /// Objects of these names.
    package init(
        namespace: String,
        servingSecret: String,
        authoritySecret: String,
        configurations: [WebhookConfigurationName]
    ) {
        self.namespace = namespace
        self.servingSecret = servingSecret
        self.authoritySecret = authoritySecret
        self.configurations = configurations
    }
}
