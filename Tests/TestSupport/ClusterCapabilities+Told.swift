package import KopiaMaintenance

extension ClusterCapabilities {
    /// The cluster of that release with those gates, which have to be right.
    package static func told(_ version: String?, gates: String? = "") -> ClusterCapabilities {
        do {
            let cluster = ClusterCapabilities(
                version: version.flatMap(KubernetesVersion.init(parsing:)),
                gates: try gates.map(FeatureGateSettings.init(parsing:))
            )
            precondition(cluster.contradictions.isEmpty, "\(cluster.contradictions)")
            return cluster
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// The latest supported release, its gates as they are by default.
    package static let latest = told("1.36")
}
