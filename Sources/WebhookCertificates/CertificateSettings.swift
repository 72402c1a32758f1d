package import TLS

/// What the life cycle of the webhook's certificates is to be like.
package struct CertificateSettings: Sendable, Equatable {
    /// How long a serving certificate is good for.
    package let certificateLifetime: Duration
    /// How long an authority is good for.
    package let authorityLifetime: Duration
    /// How long after both configurations were seen with a new authority it begins to sign.
    package let propagationTime: Duration
    /// How long an authority stays trusted after the last certificate by it was replaced.
    package let retention: Duration
    /// The names that the serving certificate is for: those of the Service, and others.
    package let names: [SubjectAlternativeName]

    /// Three months: what public authorities have trained everybody's alerts for.
    package static let defaultCertificateLifetime = Duration.seconds(90 * 86_400)
    /// Three years: an authority's change costs two writes to each webhook configuration, and nobody waits for it.
    package static let defaultAuthorityLifetime = Duration.seconds(3 * 365 * 86_400)
    /// How long an API server may take to hear of a changed configuration.
    ///
    /// By watch it does within a second; a watch that broke is opened again within 30 seconds (client-go's reflector).
    /// The rest is for clocks that differ.
    package static let defaultPropagationTime = Duration.seconds(60)
    /// How long a certificate may be served that is not in the Secret any more.
    ///
    /// The kubelet brings a changed Secret into a pod within its sync period and the life of its cache, two minutes by
    /// default; the webhook looks at the files every few seconds. An hour leaves room for a node that is in trouble, and
    /// costs nothing: the key of the old authority is gone by then.
    package static let defaultRetention = Duration.seconds(3600)

    /// The subject of every authority that is made here, by which one is known that the record has lost.
    package static let authorityName = "kopia-maintenance-webhook CA"
    /// The subject of serving certificates; clients look at the names only.
    static let servingName = "kopia-maintenance-webhook"

    /// Settings of these parts; see ``problem`` for what does not go together.
    package init(
        names: [SubjectAlternativeName],
        certificateLifetime: Duration = defaultCertificateLifetime,
        authorityLifetime: Duration = defaultAuthorityLifetime,
        propagationTime: Duration = defaultPropagationTime,
        retention: Duration = defaultRetention
    ) {
        self.names = names
        self.certificateLifetime = certificateLifetime
        self.authorityLifetime = authorityLifetime
        self.propagationTime = propagationTime
        self.retention = retention
    }

    /// The names by which a Service is called from within its cluster.
    ///
    /// - Parameters:
    ///   - service: the name of the Service.
    ///   - namespace: its namespace.
    ///   - domain: the domain of the cluster.
    ///   - others: further DNS names and IP addresses.
    /// - Returns: the names, the shortest first; the API server uses `name.namespace.svc`.
    /// - Throws: ``TLSError/invalidName(_:reason:)``.
    package static func names(
        service: String,
        namespace: String,
        domain: String,
        others: [String] = []
    ) throws(TLSError) -> [SubjectAlternativeName] {
        let full = "\(service).\(namespace).svc"
        var names: [SubjectAlternativeName] = []
        for text in [service, "\(service).\(namespace)", full, "\(full).\(domain)"] + others {
            let name = try SubjectAlternativeName(text)
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Why these settings cannot work; nil if they can.
    package var problem: String? {
        if names.isEmpty { return "a serving certificate needs a name" }
        if certificateLifetime < .seconds(3) { return "certificates live for at least 3s" }
        // Who is issued a certificate on the eve of the authority's renewal shall have all of its life.
        if certificateLifetime * 3 > authorityLifetime {
            return "certificates live for at most a third of the life of their authority"
        }
        // An authority is replaced in the last third of its life; that must be time enough for both waits.
        if (propagationTime * 2 + retention) * 3 > authorityLifetime {
            return "a third of the authority's life must hold the propagation time twice, and the retention"
        }
        return nil
    }
}
