package import ArgumentParser
package import KopiaMaintenance

/// Which cluster it is whose API server judges what is made of the objects.
package struct CapabilityOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    package static let flags = ["kubernetes-version", "feature-gates"]

    private static let gates = FeatureGate.allCases.map(\.rawValue).joined(separator: ", ")

    /// What `--feature-gates` is.
    package static let gatesHelp = ArgumentHelp(
        "The feature gates of the API server, as its own flag has them (AllAlpha=false for the defaults); these count: \(gates).",
        valueName: "gates"
    )

    @Option(
        help: ArgumentHelp(
            "The release of the cluster, such as 1.36 or v1.33.4+k3s1; without it, what some supported release takes passes with a warning.",
            valueName: "version"
        )
    )
    package var kubernetesVersion: String?

    @Option(help: gatesHelp)
    package var featureGates: String?

    package init() {}

    /// Throws what is wrong with the flags.
    package mutating func validate() throws { _ = try capabilities() }

    /// What is known of the cluster; an empty flag tells nothing.
    ///
    /// - Throws: a line that says which flag is wrong.
    package func capabilities() throws -> ClusterCapabilities {
        try Self.capabilities(kubernetesVersion: kubernetesVersion, featureGates: featureGates)
    }

    /// What two flags say of a cluster.
    ///
    /// - Parameters:
    ///   - kubernetesVersion: the value of `--kubernetes-version`; nil or empty tells nothing.
    ///   - featureGates: that of `--feature-gates`.
    /// - Returns: what is known of the cluster.
    /// - Throws: a line that says which flag is wrong.
    package static func capabilities(
        kubernetesVersion: String?,
        featureGates: String?
    ) throws -> ClusterCapabilities {
        var version: KubernetesVersion?
        if let text = kubernetesVersion, !text.isEmpty {
            version = KubernetesVersion(parsing: text)
            guard version != nil else {
                throw ValidationError("--kubernetes-version: '\(text)' is no release of Kubernetes, such as 1.36")
            }
        }
        do {
            let gates = try featureGates.flatMap { $0.isEmpty ? nil : try FeatureGateSettings(parsing: $0) }
            return ClusterCapabilities(version: version, gates: gates)
        } catch {
            throw ValidationError("--feature-gates: \(error)")
        }
    }
}

extension ClusterCapabilities {
    /// The same, where the release has the gates that are set: for a program that somebody waits for, who can correct them.
    ///
    /// - Throws: a line that says which gate is wrong.
    package func consistent() throws -> ClusterCapabilities {
        if let contradiction = contradictions.first { throw ValidationError("--feature-gates: \(contradiction)") }
        return self
    }
}
