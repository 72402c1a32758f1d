import KubernetesAPI
import TestSupport

/// What is in a cluster beside this project, as far as its installation needs it.
enum StandIns {
    /// Installs cert-manager's definitions; where they are not at hand, some in their place that take any content.
    static func installCertManager(in cluster: ControlPlane) async throws {
        if let folder = PeerDefinitions.folder {
            return try await PeerDefinitions.install("cert-manager.io", from: folder, in: cluster)
        }
        let kinds = [("Issuer", "issuers", "issuer"), ("Certificate", "certificates", "certificate")]
        let definitions = kinds.map { kind, plural, singular in
            definition("cert-manager.io", "v1", kind: kind, plural: plural, singular: singular)
        }
        try await cluster.must("apply", "-f", "-", input: Installation.list(definitions))
        try await cluster.waitForDefinitions()
    }

    private static func definition(
        _ group: String,
        _ version: String,
        kind: String,
        plural: String,
        singular: String
    ) -> JSONValue {
        let schema: JSONValue = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(plural).\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced",
                "names": ["kind": .string(kind), "plural": .string(plural), "singular": .string(singular)],
                "versions": [
                    [
                        "name": .string(version), "served": true, "storage": true,
                        "schema": ["openAPIV3Schema": schema],
                    ]
                ],
            ],
        ]
    }

    /// Waits until a question is answered with yes.
    static func eventually(
        _ what: String,
        upTo limit: Duration = .seconds(120),
        _ holds: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !holds() {
            guard ContinuousClock.now < deadline else { throw Command.Failure(description: "in vain: \(what)") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
