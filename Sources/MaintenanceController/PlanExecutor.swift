package import KopiaMaintenance
package import KubernetesAPI
package import KubernetesClient
package import Logging

/// Makes the changes that a plan asks for, one after the other; decides nothing.
package struct PlanExecutor: Sendable {
    /// Whom the API server records as the owner of what is applied.
    package static let fieldManager = "kopia-maintenance-controller"

    private let client: APIClient
    private let record: @Sendable (Event, JSONValue) -> Void
    private let logger: Logger

    /// An executor that writes through that client.
    ///
    /// - Parameters:
    ///   - client: fenced, so that nothing is written after leadership was lost.
    ///   - record: writes an event about an object; its failure must not stop the plan.
    ///   - logger: hears of what could not be done as wished.
    package init(client: APIClient, record: @escaping @Sendable (Event, JSONValue) -> Void, logger: Logger) {
        self.client = client
        self.record = record
        self.logger = logger
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
        case .apply(let desired): return try await apply(desired, for: object, in: key.namespace)
        case .adopt(let kind, let name, let uid):
            return try await adopt(kind, ObjectKey(namespace: key.namespace, name: name), uid: uid)
        case .release(let job, let uid, let pod):
            var spec = JSONObject(members: [("suspend", false)])
            if let pod { spec["template"] = ["spec": pod] }
            return (.job, try await patch(.jobs, key.namespace, job, uid, spec: .object(spec)))
        case .takeBack(let job, let uid):
            return (.job, try await patch(.jobs, key.namespace, job, uid, spec: ["suspend": true]))
        case .hold(let cronJob, let uid):
            return (.cronJob, try await hold(ObjectKey(namespace: key.namespace, name: cronJob), uid: uid))
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
        case .countFailure: return nil
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

    /// So often an object is applied with fewer fields; each answer names an unknown field of every nested object, so that
    /// this is how many a single one of them may have.
    private static let mostRefusals = 16

    private func apply(
        _ desired: JSONValue,
        for object: KopiaMaintenance,
        in namespace: String
    ) async throws(KubernetesError) -> (OwnedKind?, JSONValue)? {
        guard let kind = desired["kind"]?.string.flatMap(OwnedKind.init(rawValue:)),
            let name = desired["metadata"]?["name"]?.string
        else { return nil }
        let key = ObjectKey(namespace: namespace, name: name)
        var application = Application(desired)
        for _ in 0..<Self.mostRefusals {
            do throws(KubernetesError) {
                let stored = try await send(application, kind, key)
                report(application, of: object, kind, key)
                return (kind, stored)
            } catch {
                guard case .status(let status) = error, let rest = application.accepting(refusal: status.message)
                else { throw error }
                application = rest
            }
        }
        return (kind, try await send(application, kind, key))
    }

    private func send(
        _ application: Application,
        _ kind: OwnedKind,
        _ key: ObjectKey
    ) async throws(KubernetesError) -> JSONValue {
        try await client.apply(kind.resource, key, application.object, fieldManager: Self.fieldManager)
    }

    /// Tells the user what the cluster did not take.
    private func report(_ application: Application, of object: KopiaMaintenance, _ kind: OwnedKind, _ key: ObjectKey) {
        guard !application.leftOut.isEmpty else { return }
        let fields = application.leftOut.joined(separator: ", ")
        let note = "this cluster does not know \(fields): left out of \(kind.rawValue) \(key.name)"
        record(.warning("FieldsLeftOut", String(note.prefix(Self.longestNote))), object.json)
        logger.warning(
            "left out what the cluster does not know",
            metadata: ["object": "\(key.namespace)/\(object.metadata.name ?? "")", "fields": "\(fields)"]
        )
    }

    /// An event's note holds 1,024 bytes (events.k8s.io/v1); names of fields are ASCII.
    private static let longestNote = 1000

    /// Makes the fields that the Go controller set on that object ours.
    private func adopt(
        _ kind: OwnedKind,
        _ key: ObjectKey,
        uid: String
    ) async throws(KubernetesError) -> (OwnedKind?, JSONValue)? {
        let stored = try await client.get(kind.resource, key)
        guard stored["metadata"]?["uid"]?.string == uid,
            let patch = FieldAdoption.patch(of: stored, to: Self.fieldManager)
        else { return nil }
        return (kind, try await client.jsonPatch(kind.resource, key, patch, fieldManager: Self.fieldManager))
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

    private func hold(_ key: ObjectKey, uid: String) async throws(KubernetesError) -> JSONValue {
        let forgotten = JSONObject(members: [(LateStart.sinceAnnotation, .null)])
        let patch: JSONValue = [
            "metadata": ["uid": .string(uid), "annotations": .object(forgotten)], "spec": ["suspend": true],
        ]
        return try await client.mergePatch(.cronJobs, key, patch, fieldManager: Self.fieldManager)
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
        case .configMap: .configMaps
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
