import KubernetesAPI
import KubernetesClient

/// Looks at what several objects lean on, each once.
actor SharedLooks {
    private let cluster: Cluster
    private var metadata: [Subject: Asking<KeyNames?>] = [:]
    private var contents: [Subject: Asking<KeyNames>] = [:]
    private var classes: [String: Asking<JSONValue>] = [:]
    private var allClasses: Asking<[JSONValue]>?

    init(at cluster: Cluster) { self.cluster = cluster }

    private typealias Asking<Value> = Task<Result<Look<Value>, CommandFailure>, Never>

    private struct Subject: Hashable {
        let resource: APIResource
        let key: ObjectKey
    }

    /// The names of the keys of a Secret or ConfigMap, as far as its metadata tells them: nil where it does not.
    ///
    /// - Throws: ``CommandFailure`` where nothing can be asked any more.
    func toldKeys(of resource: APIResource, _ key: ObjectKey) async throws(CommandFailure) -> Look<KeyNames?> {
        let cluster = cluster
        let asking = Self.asking(&metadata[Subject(resource: resource, key: key)]) { () throws(CommandFailure) in
            try await cluster.look(for: resource, key, metadataOnly: true).map {
                KeyNames(toldBy: ObjectMetadata(of: $0))
            }
        }
        return try await asking.value.get()
    }

    /// The names of the keys of a Secret or ConfigMap that is read whole; its values are let go at once.
    ///
    /// - Throws: ``CommandFailure`` where nothing can be asked any more.
    func allKeys(of resource: APIResource, _ key: ObjectKey) async throws(CommandFailure) -> Look<KeyNames> {
        let cluster = cluster
        let asking = Self.asking(&contents[Subject(resource: resource, key: key)]) { () throws(CommandFailure) in
            try await cluster.look(for: resource, key).map { KeyNames(of: $0) }
        }
        return try await asking.value.get()
    }

    /// The StorageClass of that name.
    ///
    /// - Throws: ``CommandFailure`` where nothing can be asked any more.
    func storageClass(_ name: String) async throws(CommandFailure) -> Look<JSONValue> {
        let cluster = cluster
        let asking = Self.asking(&classes[name]) { () throws(CommandFailure) in
            try await cluster.look(for: .storageClasses, ObjectKey(namespace: "", name: name))
        }
        return try await asking.value.get()
    }

    /// All StorageClasses.
    ///
    /// - Throws: ``CommandFailure`` where nothing can be asked any more.
    func storageClasses() async throws(CommandFailure) -> Look<[JSONValue]> {
        let cluster = cluster
        let asking = Self.asking(&allClasses) { () throws(CommandFailure) in
            try await cluster.look(forAll: ObjectSelection(.storageClasses))
        }
        return try await asking.value.get()
    }

    /// The request that is under way or was answered; without one, begins it.
    private static func asking<Value: Sendable>(
        _ known: inout Asking<Value>?,
        _ ask: @escaping @Sendable () async throws(CommandFailure) -> Look<Value>
    ) -> Asking<Value> {
        if let known { return known }
        let asking = Asking<Value> {
            do throws(CommandFailure) { return .success(try await ask()) } catch { return .failure(error) }
        }
        known = asking
        return asking
    }
}
