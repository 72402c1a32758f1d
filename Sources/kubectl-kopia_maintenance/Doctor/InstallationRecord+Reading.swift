import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

extension InstallationRecord {
    /// Reads what is installed.
    ///
    /// - Parameter cluster: where; what is rehearsed is rehearsed in its namespace.
    /// - Throws: ``CommandFailure`` where the cluster does not answer.
    init(in cluster: Cluster) async throws(CommandFailure) {
        release = try await cluster.lookForRelease()
        let resource = APIResource.kopiaMaintenances
        let name = ObjectKey(namespace: "", name: "\(resource.plural).\(resource.group)")
        definition = try await cluster.look(for: .customResourceDefinitions, name)
        for kind in WebhookRecord.Kind.allCases {
            let found = try await cluster.look(forAll: ObjectSelection(kind.resource))
            webhooks[kind] = found.map { $0.flatMap { WebhookRecord.all(in: $0, about: resource) } }
        }
        let label = "app.kubernetes.io/name in (kopia-maintenance,volsync)"
        let found = try await cluster.look(forAll: ObjectSelection(.deployments, labelSelector: label))
        deployments = found.map { $0.compactMap(DeploymentRecord.init) }
        for key in Set(webhooks.values.flatMap { $0.value ?? [] }.compactMap(\.service)) {
            services[key] = try await ServiceRecord(key, deployments.value ?? [], in: cluster)
        }
        for key in (deployments.value ?? []).compactMap(\.lease) {
            leases[key] = try await cluster.look(for: .leases, key)
        }
        rightObject = try await cluster.rehearse(resource, in: cluster.namespace, Self.object(repository: "doctor"))
        wrongObject = try await cluster.rehearse(resource, in: cluster.namespace, Self.object(repository: "No_Name"))
        if try await lacksNamespace(cluster) { lackingNamespace = cluster.namespace }
    }

    /// Who may not make objects is not told by a dry run that there is no place for them.
    private func lacksNamespace(_ cluster: Cluster) async throws(CommandFailure) -> Bool {
        guard case .unread = rightObject else { return rightObject == .placeless }
        return try await cluster.look(for: .namespaces, ObjectKey(namespace: "", name: cluster.namespace)) == .absent
    }

    /// An object that is never stored.
    private static func object(repository: JSONValue) -> JSONValue {
        [
            "apiVersion": .string(APINames.apiVersion), "kind": .string(APINames.kind),
            "metadata": ["generateName": "doctor-"], "spec": ["repository": ["repository": repository]],
        ]
    }
}

extension ServiceRecord {
    /// Reads a Service and what stands behind it.
    ///
    /// - Parameters:
    ///   - key: the Service.
    ///   - deployments: among them, maybe, the one that it leads to.
    ///   - cluster: where.
    /// - Throws: ``CommandFailure`` where the cluster does not answer.
    fileprivate init(
        _ key: ObjectKey,
        _ deployments: [DeploymentRecord],
        in cluster: Cluster
    ) async throws(CommandFailure) {
        service = try await cluster.look(for: .services, key)
        let label = "kubernetes.io/service-name=\(key.name)"
        let slices = ObjectSelection(.endpointSlices, namespace: key.namespace, labelSelector: label)
        readyEndpoints = try await cluster.look(forAll: slices).map { $0.reduce(0) { $0 + Self.ready(in: $1) } }
        let webhook = deployments.first { $0.key.namespace == key.namespace && $0.program?.component == "webhook" }
        secret = webhook?.mountedSecret
        guard let secret else { return }
        let name = ObjectKey(namespace: key.namespace, name: secret)
        served = try await cluster.look(for: .secrets, name).map(ServedCertificate.init)
    }

    /// How many endpoints of a slice are ready; one that does not say is (`EndpointConditions`, k8s.io/api/discovery/v1).
    private static func ready(in slice: JSONValue) -> Int {
        (slice["endpoints"]?.array ?? []).count { $0["conditions"]?["ready"]?.bool != false }
    }
}
