import KubernetesAPI

/// What a fake API server stores, and the rules by which it changes; pure.
///
/// Every write that changes something takes the next resource version and is kept in the history, from which watches
/// are served. A write that changes nothing leaves the object as it is, resource version included.
struct FakeClusterState: Sendable {
    /// An object and who owns its fields.
    struct Stored: Sendable {
        var object: JSONValue
        var ownership = FieldOwnership()
    }

    /// One change.
    struct Change: Sendable {
        let version: Int64
        let resource: FakeResource
        let name: FakeObjectName
        let old: JSONValue?
        let new: JSONValue?
    }

    /// How a write is to be done.
    struct WriteContext: Sendable {
        var manager = "test"
        var dryRun = false
        var subresource: String?
    }

    private(set) var version: Int64 = 1000
    private(set) var history: [Change] = []
    /// Watches can start at this version or later.
    private(set) var oldestVersion: Int64 = 1000
    private var objects: [FakeResource: [FakeObjectName: Stored]] = [:]
    private var lastUID = 0
    /// Namespaces that take nothing new.
    var terminatingNamespaces: Set<String> = []
    /// The time that new objects carry.
    var timestamp = "2026-01-01T00:00:00Z"

    /// All objects of a resource in the order of their names, as the API server lists them.
    func list(_ resource: FakeResource) -> [JSONValue] {
        (objects[resource] ?? [:]).sorted { ($0.key.namespace, $0.key.name) < ($1.key.namespace, $1.key.name) }
            .map(\.value.object)
    }

    /// An object.
    func object(_ resource: FakeResource, _ name: FakeObjectName) -> JSONValue? { objects[resource]?[name]?.object }

    /// Forgets the history: watches from before are too old.
    mutating func compact() {
        history = []
        oldestVersion = version + 1
        version += 1
    }

    private mutating func commit(_ resource: FakeResource, _ name: FakeObjectName, _ stored: Stored?) -> JSONValue? {
        version += 1
        let old = objects[resource]?[name]?.object
        var stored = stored
        if let object = stored?.object {
            stored?.object = object.replacing(["metadata", "resourceVersion"], with: .string(String(version)))
        }
        objects[resource, default: [:]][name] = stored
        history.append(Change(version: version, resource: resource, name: name, old: old, new: stored?.object))
        return stored?.object
    }
}

// MARK: - Creating

extension FakeClusterState {
    /// Creates an object.
    mutating func create(
        _ resource: FakeResource,
        namespace: String,
        _ object: JSONValue,
        _ context: WriteContext
    ) throws(FakeStatus) -> JSONValue {
        var object = object
        var metadata = ObjectMetadata(object["metadata"])
        if metadata.name == nil, let prefix = metadata.generateName {
            object = object.replacing(
                ["metadata", "name"],
                with: .string("\(prefix)\(String(lastUID + 10_000, radix: 36))")
            )
            metadata = ObjectMetadata(object["metadata"])
        }
        guard let plain = metadata.name else {
            throw .invalid(
                resource.plural,
                "",
                field: "metadata.name",
                "Required value: name or generateName is required"
            )
        }
        let name = FakeObjectName(resource.isNamespaced ? namespace : "", plain)
        if terminatingNamespaces.contains(namespace), resource.isNamespaced {
            throw FakeStatus(
                403,
                "Forbidden",
                "unable to create new content in namespace \(namespace) because it is being terminated",
                name: plain,
                resource: resource.plural,
                causes: [["NamespaceTerminating", "namespace \(namespace) is being terminated", "metadata.namespace"]]
            )
        }
        guard self.object(resource, name) == nil else {
            throw FakeStatus(
                409,
                "AlreadyExists",
                "\(resource.plural) \"\(plain)\" already exists",
                name: plain,
                resource: resource.plural
            )
        }
        return try insert(resource, name, object, context)
    }

    private mutating func insert(
        _ resource: FakeResource,
        _ name: FakeObjectName,
        _ object: JSONValue,
        _ context: WriteContext,
        ownership: FieldOwnership? = nil
    ) throws(FakeStatus) -> JSONValue {
        var object = object
        if resource.hasStatus { object = object.replacing(["status"], with: nil) }
        object = object.replacing(["apiVersion"], with: .string(resource.apiVersion))
            .replacing(["kind"], with: .string(resource.kind))
            .replacing(["metadata", "uid"], with: .string("uid-\(lastUID + 1)"))
            .replacing(["metadata", "creationTimestamp"], with: .string(timestamp))
            .replacing(["metadata", "generation"], with: 1)
        if resource.isNamespaced {
            object = object.replacing(["metadata", "namespace"], with: .string(name.namespace))
        }
        try FakeValidation.check(object, of: resource)
        var stored = Stored(object: object, ownership: ownership ?? FieldOwnership())
        if ownership == nil {
            stored.ownership.note(.init(name: context.manager, applies: false), from: .null, to: object)
        }
        stored.object = object.replacing(["metadata", "managedFields"], with: stored.ownership.managedFields(resource))
        guard !context.dryRun else { return stored.object }
        lastUID += 1
        return commit(resource, name, stored) ?? stored.object
    }
}

// MARK: - Changing

extension FakeClusterState {
    /// Replaces an object by what the closure makes of it.
    mutating func update(
        _ resource: FakeResource,
        _ name: FakeObjectName,
        _ context: WriteContext,
        _ change: (JSONValue) throws(FakeStatus) -> JSONValue
    ) throws(FakeStatus) -> JSONValue {
        guard let stored = objects[resource]?[name] else { throw .notFound(resource.plural, name.name) }
        let wanted = try change(stored.object)
        try checkPreconditions(wanted, against: stored.object, resource, name)
        var next = stored
        next.object = restrict(wanted, from: stored.object, resource, context)
        next.ownership.note(.init(name: context.manager, applies: false), from: stored.object, to: next.object)
        return try store(next, over: stored, resource, name, context)
    }

    /// Applies an object for a manager.
    mutating func apply(
        _ resource: FakeResource,
        _ name: FakeObjectName,
        _ wanted: JSONValue,
        force: Bool,
        _ context: WriteContext
    ) throws(FakeStatus) -> (object: JSONValue, created: Bool) {
        let manager = FieldOwnership.Manager(name: context.manager, applies: true)
        // Each path has its own part of the object; the rest of what is applied there is ignored.
        let part =
            context.subresource == "status"
            ? wanted.replacing(["spec"], with: nil)
            : resource.hasStatus ? wanted.replacing(["status"], with: nil) : wanted
        let fields = FieldOwnership.leaves(of: part).filter { !$0.value.isNull }
        guard let stored = objects[resource]?[name] else {
            guard wanted.at("metadata", "uid") == nil else {
                throw .conflict(resource.plural, name.name, "uid mismatch: the object does not exist")
            }
            guard context.subresource == nil else { throw .notFound(resource.plural, name.name) }
            var ownership = FieldOwnership()
            ownership.set(manager, Set(fields.keys))
            return (try insert(resource, name, wanted, context, ownership: ownership), true)
        }
        try checkPreconditions(wanted, against: stored.object, resource, name)
        var next = try merge(fields, into: stored, manager, force: force, resource, name)
        next.object = restrict(next.object, from: stored.object, resource, context)
        return (try store(next, over: stored, resource, name, context), false)
    }

    private func merge(
        _ wanted: [FieldOwnership.Field: JSONValue],
        into stored: Stored,
        _ manager: FieldOwnership.Manager,
        force: Bool,
        _ resource: FakeResource,
        _ name: FakeObjectName
    ) throws(FakeStatus) -> Stored {
        var next = stored
        let present = FieldOwnership.leaves(of: stored.object)
        let contested = wanted.filter { present[$0.key] != nil && present[$0.key] != $0.value }.keys
            .filter { !stored.ownership.owners(of: $0, except: manager).isEmpty }
        guard force || contested.isEmpty else {
            throw FakeStatus(
                409,
                "Conflict",
                "Apply failed with \(contested.count) conflict(s)",
                name: name.name,
                resource: resource.plural,
                causes: contested.map { ["FieldManagerConflict", "conflict with another manager", $0.printed] }
            )
        }
        for field in contested { next.ownership.take(field, from: stored.ownership.owners(of: field, except: manager)) }
        for (field, value) in wanted { next.object = FieldOwnership.setting(field, to: value, in: next.object) }
        for field in stored.ownership.fields(of: manager).subtracting(wanted.keys)
        where stored.ownership.owners(of: field, except: manager).isEmpty {
            next.object = FieldOwnership.removing(field, from: next.object)
        }
        next.ownership.set(manager, Set(wanted.keys))
        return next
    }

    private func checkPreconditions(
        _ wanted: JSONValue,
        against stored: JSONValue,
        _ resource: FakeResource,
        _ name: FakeObjectName
    ) throws(FakeStatus) {
        if let uid = wanted.at("metadata", "uid"), uid != stored.at("metadata", "uid") {
            throw .invalid(resource.plural, name.name, field: "metadata.uid", "field is immutable")
        }
        guard let version = wanted.at("metadata", "resourceVersion"),
            version != stored.at("metadata", "resourceVersion")
        else { return }
        let why = "the object has been modified; please apply your changes to the latest version and try again"
        throw .conflict(resource.plural, name.name, why)
    }

    /// What of a write counts: not the server's own fields, and of status and the rest only the part that was asked for.
    private func restrict(
        _ wanted: JSONValue,
        from stored: JSONValue,
        _ resource: FakeResource,
        _ context: WriteContext
    ) -> JSONValue {
        var result = wanted
        if context.subresource == "status" {
            result = stored.replacing(["status"], with: wanted["status"])
        } else if resource.hasStatus {
            result = wanted.replacing(["status"], with: stored["status"])
        }
        for field in [
            "uid", "creationTimestamp", "deletionTimestamp", "generation", "resourceVersion", "managedFields",
        ] {
            result = result.replacing(["metadata", field], with: stored.at("metadata", field))
        }
        return result.replacing(["apiVersion"], with: stored["apiVersion"]).replacing(["kind"], with: stored["kind"])
    }

    private mutating func store(
        _ next: Stored,
        over old: Stored,
        _ resource: FakeResource,
        _ name: FakeObjectName,
        _ context: WriteContext
    ) throws(FakeStatus) -> JSONValue {
        try FakeValidation.check(next.object, of: resource)
        var next = next
        next.object = next.object.replacing(
            ["metadata", "managedFields"],
            with: next.ownership.managedFields(resource)
        )
        if next.object.withoutServerFields != old.object.withoutServerFields {
            let generation = (old.object.at("metadata", "generation")?.int64 ?? 0) + 1
            next.object = next.object.replacing(["metadata", "generation"], with: .number(JSONNumber(generation)))
        }
        guard next.object != old.object, !context.dryRun else { return next.object }
        let isReleased = next.object.at("metadata", "deletionTimestamp") != nil && next.object.finalizers.isEmpty
        guard !isReleased else {
            remove(resource, name, propagation: "Background")
            return next.object
        }
        return commit(resource, name, next) ?? next.object
    }
}

// MARK: - Deleting

extension FakeClusterState {
    /// Deletes an object, or marks it if finalizers hold it.
    mutating func delete(
        _ resource: FakeResource,
        _ name: FakeObjectName,
        _ options: JSONValue,
        _ context: WriteContext
    ) throws(FakeStatus) -> JSONValue {
        guard let stored = objects[resource]?[name] else { throw .notFound(resource.plural, name.name) }
        for field in ["uid", "resourceVersion"] {
            guard let wanted = options.at("preconditions", field), wanted != stored.object.at("metadata", field) else {
                continue
            }
            throw .conflict(resource.plural, name.name, "Precondition failed: \(field) in precondition differs")
        }
        guard !context.dryRun else { return stored.object }
        // The API's default for Jobs orphans their pods.
        let standard = resource.plural == "jobs" ? "Orphan" : "Background"
        guard stored.object.finalizers.isEmpty else {
            guard stored.object.at("metadata", "deletionTimestamp") == nil else { return stored.object }
            var marked = stored
            marked.object = stored.object.replacing(["metadata", "deletionTimestamp"], with: .string(timestamp))
            return commit(resource, name, marked) ?? marked.object
        }
        remove(resource, name, propagation: options["propagationPolicy"]?.string ?? standard)
        return stored.object
    }

    private mutating func remove(_ resource: FakeResource, _ name: FakeObjectName, propagation: String) {
        guard let uid = objects[resource]?[name]?.object.at("metadata", "uid") else { return }
        _ = commit(resource, name, nil)
        for (kind, stored) in objects {
            for (dependent, value) in stored
            where value.object.isOwned(by: uid) && dependent.namespace == name.namespace {
                if propagation == "Orphan" {
                    var freed = value
                    freed.object = value.object.replacing(["metadata", "ownerReferences"], with: nil)
                    _ = commit(kind, dependent, freed)
                } else {
                    _ = try? delete(kind, dependent, ["propagationPolicy": .string(propagation)], WriteContext())
                }
            }
        }
    }
}

extension JSONValue {
    fileprivate var finalizers: [JSONValue] { at("metadata", "finalizers")?.array ?? [] }

    fileprivate func isOwned(by uid: JSONValue) -> Bool {
        at("metadata", "ownerReferences")?.array?.contains { $0["uid"] == uid } ?? false
    }

    /// What counts for the generation: everything but metadata and status.
    fileprivate var withoutServerFields: JSONValue {
        replacing(["metadata"], with: nil).replacing(["status"], with: nil)
    }
}

extension FieldOwnership {
    /// The owners as `metadata.managedFields`; the fields themselves are not spelled out.
    fileprivate func managedFields(_ resource: FakeResource) -> JSONValue {
        .array(
            managers.map { manager in
                [
                    "manager": .string(manager.name), "operation": manager.applies ? "Apply" : "Update",
                    "apiVersion": .string(resource.apiVersion), "fieldsType": "FieldsV1", "fieldsV1": [:],
                ]
            }
        )
    }
}
