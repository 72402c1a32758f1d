import KubernetesAPI
import KubernetesClient

// Requests whose failures are told as a person should read them.

extension Cluster {
    /// Does something with the client.
    ///
    /// - Parameters:
    ///   - subject: what it is about.
    ///   - body: the request.
    /// - Returns: what came of it.
    /// - Throws: ``CommandFailure``.
    func ask<Value>(
        _ subject: RequestSubject,
        _ body: (APIClient) async throws(KubernetesError) -> Value
    ) async throws(CommandFailure) -> Value {
        do { return try await body(client) } catch { throw CommandFailure(error, at: address, about: subject) }
    }

    /// The KopiaMaintenance of that name.
    func maintenance(_ key: ObjectKey) async throws(CommandFailure) -> JSONValue {
        let subject = RequestSubject("get", .kopiaMaintenances, namespace: key.namespace, name: key.name)
        return try await ask(subject) { client throws(KubernetesError) in
            try await client.get(.kopiaMaintenances, key)
        }
    }

    /// The KopiaMaintenances of a namespace, or of all, in the order of their names.
    func maintenances(in namespace: String?, selector: String) async throws(CommandFailure) -> [JSONValue] {
        let given = selector.isEmpty ? nil : selector
        let subject = RequestSubject("list", .kopiaMaintenances, namespace: namespace, selector: given)
        let selection = ObjectSelection(.kopiaMaintenances, namespace: namespace, labelSelector: selector)
        let list = try await ask(subject) { client throws(KubernetesError) in try await client.list(selection) }
        return list.items.sorted { (ObjectKey(of: $0) ?? .nobody) < (ObjectKey(of: $1) ?? .nobody) }
    }

    /// The objects of a selection.
    func list(_ selection: ObjectSelection) async throws(CommandFailure) -> [JSONValue] {
        let subject = RequestSubject("list", selection.resource, namespace: selection.namespace)
        return try await ask(subject) { client throws(KubernetesError) in try await client.list(selection).items }
    }

    /// An object that may not be there.
    func find(_ resource: APIResource, _ key: ObjectKey) async throws(CommandFailure) -> JSONValue? {
        let subject = RequestSubject("get", resource, namespace: key.namespace, name: key.name)
        return try await ask(subject) { client throws(KubernetesError) in try await client.find(resource, key) }
    }
}

extension ObjectKey {
    fileprivate static let nobody = ObjectKey(namespace: "", name: "")
}
