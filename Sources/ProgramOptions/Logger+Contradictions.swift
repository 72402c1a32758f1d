package import KopiaMaintenance
package import Logging

extension Logger {
    /// Warns of gates that the cluster's release does not have so: a program that did not start for an outdated flag would
    /// be worse.
    package func warn(ofContradictionsIn cluster: ClusterCapabilities) {
        for contradiction in cluster.contradictions {
            warning(
                "a feature gate is taken as it is by default",
                metadata: ["flag": "--feature-gates", "reason": "\(contradiction)"]
            )
        }
    }
}
