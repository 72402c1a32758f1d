package import KubernetesAPI

extension APIClient {
    /// Creates an object.
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - namespace: where; ignored for resources that live in no namespace.
    ///   - object: the object. With `generateName` instead of a name a lost answer may leave two.
    ///   - fieldManager: who owns its fields.
    ///   - options: see ``WriteOptions``.
    /// - Returns: the object as it was stored.
    /// - Throws: ``KubernetesError``.
    package func create(
        _ resource: APIResource,
        namespace: String,
        _ object: JSONValue,
        fieldManager: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> JSONValue {
        var query = self.query(options)
        if let fieldManager { query.append((name: "fieldManager", value: fieldManager)) }
        return try await send(
            APIRequest(.create, path: resource.path(namespace: namespace), query: query, body: object)
        )
    }

    /// Replaces an object as a whole.
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - key: its name.
    ///   - object: the object; with a resource version, it is a conflict if somebody wrote since.
    ///   - fieldManager: who owns its fields.
    ///   - options: see ``WriteOptions``.
    /// - Returns: the object as it was stored.
    /// - Throws: ``KubernetesError``.
    package func replace(
        _ resource: APIResource,
        _ key: ObjectKey,
        _ object: JSONValue,
        fieldManager: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> JSONValue {
        var query = self.query(options)
        if let fieldManager { query.append((name: "fieldManager", value: fieldManager)) }
        return try await send(APIRequest(.replace, path: resource.path(of: key), query: query, body: object))
    }

    /// Applies an object: makes its fields so, whoever made them before, and removes what this manager no longer wants.
    ///
    /// Creates the object if it is not there, unless `metadata.uid` says which one is meant (controller-facts §2.18).
    ///
    /// Unless the options say otherwise, no field validation is asked for: a field that the schema does not know is an error
    /// of every apply, and all that validation adds is a second parsing of the body, for names that stand in it twice
    /// (`applyPatchToCurrentObject`, pkg/endpoints/handlers/patch.go).
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - key: its name.
    ///   - object: the fields that this manager wants, with `apiVersion`, `kind` and `metadata.name`.
    ///   - fieldManager: who wants them.
    ///   - force: true to take fields that others own, false to fail with a conflict that names them.
    ///   - subresource: `status` to write the status.
    ///   - options: see ``WriteOptions``.
    /// - Returns: the object as it was stored.
    /// - Throws: ``KubernetesError``.
    package func apply(
        _ resource: APIResource,
        _ key: ObjectKey,
        _ object: JSONValue,
        fieldManager: String,
        force: Bool = true,
        subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> JSONValue {
        let query =
            [(name: "fieldManager", value: fieldManager), (name: "force", value: force ? "true" : "false")]
            + self.query(options, validation: .ignore)
        let path = resource.path(of: key, subresource: subresource)
        return try await send(APIRequest(.apply, path: path, query: query, body: object))
    }

    /// Merges a patch into an object (RFC 7396): `null` removes a field, lists are replaced.
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - key: its name.
    ///   - patch: the fields to set and to remove.
    ///   - fieldManager: who owns what is set.
    ///   - subresource: `status` to write the status.
    ///   - options: see ``WriteOptions``.
    /// - Returns: the object as it was stored.
    /// - Throws: ``KubernetesError``.
    package func mergePatch(
        _ resource: APIResource,
        _ key: ObjectKey,
        _ patch: JSONValue,
        fieldManager: String? = nil,
        subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> JSONValue {
        try await send(patchRequest(.mergePatch, resource, key, patch, fieldManager, subresource, options))
    }

    /// Applies JSON Patch operations (RFC 6902), all or none; a `test` that fails makes it invalid.
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - key: its name.
    ///   - operations: the operations.
    ///   - fieldManager: who owns what is set.
    ///   - subresource: `status` to write the status.
    ///   - options: see ``WriteOptions``.
    /// - Returns: the object as it was stored.
    /// - Throws: ``KubernetesError``.
    package func jsonPatch(
        _ resource: APIResource,
        _ key: ObjectKey,
        _ operations: [JSONValue],
        fieldManager: String? = nil,
        subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> JSONValue {
        try await send(patchRequest(.jsonPatch, resource, key, .array(operations), fieldManager, subresource, options))
    }

    /// Deletes an object.
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - key: its name.
    ///   - propagation: what happens to the objects that it owns. There is no default: for a Job the API's own would
    ///     leave pods running (controller-facts §2.14).
    ///   - preconditions: what must be true of it; otherwise it is a conflict.
    ///   - options: see ``WriteOptions``.
    /// - Returns: false if there was no such object.
    /// - Throws: ``KubernetesError``.
    @discardableResult
    package func delete(
        _ resource: APIResource,
        _ key: ObjectKey,
        propagation: PropagationPolicy,
        preconditions: DeletePreconditions = DeletePreconditions(),
        options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> Bool {
        var body = JSONObject(members: [
            ("apiVersion", "v1"), ("kind", "DeleteOptions"), ("propagationPolicy", .string(propagation.rawValue)),
        ])
        if preconditions != DeletePreconditions() { body["preconditions"] = preconditions.json }
        if options.dryRun { body["dryRun"] = ["All"] }
        do {
            _ = try await send(APIRequest(.delete, path: resource.path(of: key), body: .object(body)))
            return true
        } catch .status(let status) where status.isAbout(key) {
            return false
        }
    }

    private func patchRequest(
        _ verb: APIRequest.Verb,
        _ resource: APIResource,
        _ key: ObjectKey,
        _ body: JSONValue,
        _ fieldManager: String?,
        _ subresource: String?,
        _ options: WriteOptions
    ) -> APIRequest {
        var query = self.query(options)
        if let fieldManager { query.append((name: "fieldManager", value: fieldManager)) }
        return APIRequest(verb, path: resource.path(of: key, subresource: subresource), query: query, body: body)
    }

    private func query(
        _ options: WriteOptions,
        validation: FieldValidation? = nil
    ) -> [(name: String, value: String)] {
        let validation = options.fieldValidation ?? validation ?? connection.tuning.fieldValidation
        let items = [(name: "fieldValidation", value: validation.rawValue)]
        return options.dryRun ? items + [(name: "dryRun", value: "All")] : items
    }
}

extension DeletePreconditions {
    /// The preconditions as DeleteOptions has them.
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["uid"] = uid.map { .string($0) }
        object["resourceVersion"] = resourceVersion.map { .string($0) }
        return .object(object)
    }
}
