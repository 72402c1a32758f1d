package import KopiaMaintenance
package import KubernetesAPI
package import KubernetesClient

/// Makes the changes that a plan asks for, one after the other; decides nothing.
package struct PlanExecutor: Sendable {
    /// Whom the API server records as the owner of what is applied.
    package static let fieldManager = "kopia-maintenance-controller"

    private let client: APIClient
    private let record: @Sendable (Event, JSONValue) -> Void

    /// An executor that writes through that client.
    ///
    /// - Parameters:
    ///   - client: fenced, so that nothing is written after leadership was lost.
    ///   - record: writes an event about an object; its failure must not stop the plan.
    package init(client: APIClient, record: @escaping @Sendable (Event, JSONValue) -> Void) {
        self.client = client
        self.record = record
    }

    /// Makes one change.
    ///
    /// - Returns: the object as it was stored, where one was, so that the view may know it at once.
    package func perform(
        _ action: Action,
        for object: KopiaMaintenance
    ) async throws(KubernetesError) -> (kind: OwnedKind?, object: JSONValue)? {
        let key = ObjectKey(namespace: object.metadata.namespace ?? "", name: object.metadata.name ?? "")
        switch action {
        case .apply(let desired): return try await apply(desired, in: key.namespace)
        case .release(let job, let uid):
            return (.job, try await patch(.jobs, key.namespace, job, uid, spec: ["suspend": false]))
        case .hold(let cronJob, let uid):
            return (.cronJob, try await patch(.cronJobs, key.namespace, cronJob, uid, spec: ["suspend": true]))
        case .grow(let claim, let uid, let storage):
            let spec: JSONValue = ["resources": ["requests": ["storage": storage]]]
            return (.claim, try await patch(.persistentVolumeClaims, key.namespace, claim, uid, spec: spec))
        case .delete(let kind, let name, let uid):
            try await client.delete(
                kind.resource,
                ObjectKey(namespace: key.namespace, name: name),
                propagation: .background,
                preconditions: DeletePreconditions(uid: uid)
            )
            return nil
        case .record(let event):
            record(event, object.json)
            return nil
        case .writeStatus(let status): return (nil, try await writeStatus(status, of: object, key))
        case .addFinalizer: return (nil, try await addFinalizer(to: object, key))
        case .removeFinalizer: return try await removeFinalizer(from: object, key).map { (nil, $0) }
        case .removeAnnotation(let name):
            let patch: JSONValue = [
                "metadata": ["uid": uid(of: object), "annotations": .object(JSONObject(members: [(name, .null)]))]
            ]
            return (nil, try await client.mergePatch(.maintenances, key, patch, fieldManager: Self.fieldManager))
        }
    }
}

extension PlanExecutor {
    private func uid(of object: KopiaMaintenance) -> JSONValue { .string(object.metadata.uid ?? "") }

    private func apply(_ desired: JSONValue, in namespace: String) async throws(KubernetesError) -> (
        OwnedKind?, JSONValue
    )? {
        guard let kind = desired["kind"]?.string.flatMap(OwnedKind.init(rawValue:)),
            let name = desired["metadata"]?["name"]?.string
        else { return nil }
        let key = ObjectKey(namespace: namespace, name: name)
        return (kind, try await client.apply(kind.resource, key, desired, fieldManager: Self.fieldManager))
    }

    /// A merge patch of the spec of exactly that object: another UID is a conflict.
    private func patch(
        _ resource: APIResource,
        _ namespace: String,
        _ name: String,
        _ uid: String,
        spec: JSONValue
    ) async throws(KubernetesError) -> JSONValue {
        let patch: JSONValue = ["metadata": ["uid": .string(uid)], "spec": spec]
        let key = ObjectKey(namespace: namespace, name: name)
        return try await client.mergePatch(resource, key, patch, fieldManager: Self.fieldManager)
    }

    private func writeStatus(
        _ status: JSONValue,
        of object: KopiaMaintenance,
        _ key: ObjectKey
    ) async throws(KubernetesError) -> JSONValue {
        let body: JSONValue = [
            "apiVersion": .string(APINames.apiVersion), "kind": .string(APINames.kind),
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace), "uid": uid(of: object)],
            "status": status,
        ]
        return try await client.apply(.maintenances, key, body, fieldManager: Self.fieldManager, subresource: "status")
    }

    private func addFinalizer(to object: KopiaMaintenance, _ key: ObjectKey) async throws(KubernetesError) -> JSONValue
    {
        // The whole list with the version it was read at: somebody else's finalizer is never lost.
        let finalizers = object.metadata.finalizers + [APINames.finalizer]
        return try await writeFinalizers(finalizers, of: object, key)
    }

    private func removeFinalizer(
        from object: KopiaMaintenance,
        _ key: ObjectKey
    ) async throws(KubernetesError) -> JSONValue? {
        do {
            return try await writeFinalizers(
                object.metadata.finalizers.filter { $0 != APINames.finalizer },
                of: object,
                key
            )
        } catch .status(let status) where status.reason == "NotFound" {
            return nil
        }
    }

    private func writeFinalizers(
        _ finalizers: [String],
        of object: KopiaMaintenance,
        _ key: ObjectKey
    ) async throws(KubernetesError) -> JSONValue {
        let patch: JSONValue = [
            "metadata": [
                "uid": uid(of: object), "resourceVersion": .string(object.metadata.resourceVersion ?? ""),
                "finalizers": .array(finalizers.map(JSONValue.string)),
            ]
        ]
        return try await client.mergePatch(.maintenances, key, patch, fieldManager: Self.fieldManager)
    }
}

extension OwnedKind {
    /// Where objects of the kind are stored.
    package var resource: APIResource {
        switch self {
        case .cronJob: .cronJobs
        case .job: .jobs
        case .claim: .persistentVolumeClaims
        case .serviceAccount: .serviceAccounts
        }
    }
}

extension APIResource {
    /// `volsync.backube/v1alpha1` KopiaMaintenance.
    package static let maintenances = APIResource(
        group: APINames.group,
        version: APINames.version,
        kind: APINames.kind,
        plural: APINames.resource
    )
}
