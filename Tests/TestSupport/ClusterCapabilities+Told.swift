package import KopiaMaintenance

extension ClusterCapabilities {
    /// The cluster of that release with those gates, which have to be right.
    package static func told(_ version: String?, gates: String? = "") -> ClusterCapabilities {
        do {
            return try ClusterCapabilities(
                version: version.flatMap(KubernetesVersion.init(parsing:)),
                gates: gates.map(FeatureGateSettings.init(parsing:))
            )
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// The latest supported release, its gates as they are by default.
    package static let latest = told("1.36")
}
