import ArgumentParser
import MaintenanceController
import TLS
import WebhookCertificates

/// The webhook's certificates: where they live, and how long.
struct CertificateOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = [
        "certificate-secret", "certificate-authority-secret", "certificate-namespace", "webhook-service",
        "cluster-domain", "certificate-names", "mutating-webhook-configuration", "validating-webhook-configuration",
        "certificate-lifetime", "ca-lifetime", "ca-propagation-time", "ca-retention",
    ]

    @Option(
        help: ArgumentHelp(
            "The Secret with the webhook's certificate, which the webhook mounts. Given, the certificate is made, renewed and repaired.",
            valueName: "name"
        )
    )
    var certificateSecret: String?

    @Option(help: ArgumentHelp("The Secret with the authority's keys, which nobody mounts.", valueName: "name"))
    var certificateAuthoritySecret: String?

    @Option(
        help: ArgumentHelp(
            "The namespace of both and of the Service; otherwise that of the pod or context.",
            valueName: "name"
        )
    )
    var certificateNamespace: String?

    @Option(help: ArgumentHelp("The Service by which the API server calls the webhook.", valueName: "name"))
    var webhookService: String?

    @Option(help: ArgumentHelp("The domain of the cluster.", valueName: "domain"))
    var clusterDomain = "cluster.local"

    @Option(help: ArgumentHelp("More DNS names and IP addresses; separated by commas.", valueName: "names"))
    var certificateNames = ""

    @Option(help: ArgumentHelp("The MutatingWebhookConfiguration whose caBundle is kept.", valueName: "name"))
    var mutatingWebhookConfiguration: String?

    @Option(help: ArgumentHelp("The ValidatingWebhookConfiguration whose caBundle is kept.", valueName: "name"))
    var validatingWebhookConfiguration: String?

    @Option(
        help: ArgumentHelp(
            "How long a certificate lives, as 90d, 12h, 5m or 30s; a third of its authority's life at most.",
            valueName: "time"
        )
    )
    var certificateLifetime = LifetimeArgument(CertificateSettings.defaultCertificateLifetime)

    @Option(help: ArgumentHelp("How long an authority lives.", valueName: "time"))
    var caLifetime = LifetimeArgument(CertificateSettings.defaultAuthorityLifetime)

    @Option(help: ArgumentHelp("How long a new authority is trusted before it signs.", valueName: "time"))
    var caPropagationTime = LifetimeArgument(CertificateSettings.defaultPropagationTime)

    @Option(
        help: ArgumentHelp(
            "How long an old authority is trusted after its last certificate was replaced.",
            valueName: "time"
        )
    )
    var caRetention = LifetimeArgument(CertificateSettings.defaultRetention)

    mutating func validate() throws {
        // Whatever else is wrong with the flags is found here, by any namespace.
        _ = try duty(namespace: "default")
    }

    /// What there is to look after; nil if nothing is.
    ///
    /// - Parameter namespace: where the objects are unless a flag says otherwise.
    /// - Returns: the duty.
    /// - Throws: an error of one line that names the flag.
    func duty(namespace: String) throws -> CertificateDuty? {
        guard let certificateSecret else { return nil }
        guard let certificateAuthoritySecret else {
            throw ValidationError("--certificate-secret needs --certificate-authority-secret")
        }
        guard let webhookService else { throw ValidationError("--certificate-secret needs --webhook-service") }
        guard certificateSecret != certificateAuthoritySecret else {
            throw ValidationError(
                "--certificate-authority-secret is a Secret of its own: the webhook sees the other one"
            )
        }
        let configurations =
            [mutatingWebhookConfiguration.map { WebhookConfigurationName(.mutating, $0) }]
            + [validatingWebhookConfiguration.map { WebhookConfigurationName(.validating, $0) }]
        guard configurations.contains(where: { $0 != nil }) else {
            throw ValidationError(
                "--certificate-secret needs --mutating-webhook-configuration or --validating-webhook-configuration"
            )
        }
        let place = certificateNamespace ?? namespace
        return CertificateDuty(
            objects: CertificateObjects(
                namespace: place,
                servingSecret: certificateSecret,
                authoritySecret: certificateAuthoritySecret,
                configurations: configurations.compactMap { $0 }
            ),
            settings: try settings(service: webhookService, namespace: place)
        )
    }

    private func settings(service: String, namespace: String) throws -> CertificateSettings {
        let settings: CertificateSettings
        do {
            settings = CertificateSettings(
                names: try CertificateSettings.names(
                    service: service,
                    namespace: namespace,
                    domain: clusterDomain,
                    others: certificateNames.split(separator: ",").map(String.init)
                ),
                certificateLifetime: certificateLifetime.duration,
                authorityLifetime: caLifetime.duration,
                propagationTime: caPropagationTime.duration,
                retention: caRetention.duration
            )
        } catch {
            throw ValidationError("--webhook-service, --cluster-domain, --certificate-names: \(error)")
        }
        if let problem = settings.problem {
            throw ValidationError(
                "--certificate-lifetime, --ca-lifetime, --ca-propagation-time, --ca-retention: \(problem)"
            )
        }
        return settings
    }
}
