import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

extension Cluster {
    private static let version = "/version"

    /// The release of Kubernetes that the API server acts as.
    ///
    /// - Throws: ``CommandFailure``, too where it tells none.
    func release() async throws(CommandFailure) -> KubernetesVersion {
        let info = try await ask(RequestSubject("get", path: Self.version)) { client throws(KubernetesError) in
            try await client.send(APIRequest(.get, path: Self.version))
        }
        guard let version = KubernetesVersion(info: info) else {
            throw CommandFailure("\(address)\(Self.version) tells no release of Kubernetes")
        }
        return version
    }

    /// The same, where that it does not tell is an answer too.
    func lookForRelease() async throws(CommandFailure) -> Look<KubernetesVersion> {
        try await look(RequestSubject("get", path: Self.version)) { client throws(KubernetesError) in
            KubernetesVersion(info: try await client.send(APIRequest(.get, path: Self.version)))
        }
    }

    /// What is known of it: its release, if it tells; its feature gates this plugin does not ask for.
    var capabilities: ClusterCapabilities {
        get async { ClusterCapabilities(version: try? await release(), gates: nil) }
    }
}
