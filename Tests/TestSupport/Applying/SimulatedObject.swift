package import KubernetesAPI

/// One object in an API server and what its clients do to it, as far as defaulting can see it.
///
/// The books (`managedFields`) are kept as structured-merge-diff keeps them, the patch of a client-side apply is kubectl's
/// for custom resources (three ways, RFC 7386). A test with a real API server holds it against the real ones.
package struct SimulatedObject {
    /// The stored object; nil while there is none.
    package private(set) var stored: JSONValue?

    /// What the webhook is asked at the next write: the object as it comes, and what was stored.
    package typealias Admission = (_ old: JSONValue?, _ new: JSONValue) -> JSONValue?

    private let admit: Admission

    /// - Parameter admit: what becomes of a write; nil where it is refused.
    package init(admit: @escaping Admission) { self.admit = admit }

    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
    private static let clientSide = Manager(name: "kubectl-client-side-apply", operation: "Update")
}

// MARK: - What clients do

extension SimulatedObject {
    /// `kubectl create`, or whatever else makes an object.
    package mutating func create(_ manifest: JSONValue, as manager: String = "kubectl-create") -> JSONValue? {
        store(Self.stamped(manifest), by: Manager(name: manager, operation: "Update"))
    }

    /// `kubectl apply`.
    package mutating func applyClientSide(_ manifest: JSONValue) -> JSONValue? {
        let remembered = Self.stamped(manifest).setting(
            .string(Self.stamped(manifest).jsonText),
            at: "metadata",
            "annotations",
            Self.lastApplied
        )
        guard let stored else { return store(remembered, by: Self.clientSide) }
        let former = stored["metadata"]?["annotations"]?[Self.lastApplied]?.string
            .flatMap { try? JSONParser.parse($0.utf8) }
        return store(Self.merged(stored, former: former ?? [:], wanted: remembered), by: Self.clientSide)
    }

    /// `kubectl apply --server-side --force-conflicts`, as Flux applies.
    package mutating func applyServerSide(_ manifest: JSONValue, as name: String = "kustomize-controller") -> JSONValue?
    {
        let (manifest, manager) = (Self.stamped(manifest), Manager(name: name, operation: "Apply"))
        guard let stored else { return store(manifest, by: manager) }
        var books = Books(of: stored)
        let (former, owned) = (books[manager], FieldSet(leavesOf: Self.tracked(manifest)))
        let others = books.without(manager)
        var object = Self.laid(manifest, over: stored)
        for path in former.paths where !owned.contains(path) && !others.contains(where: { $0.contains(path) }) {
            object = Self.removing(path, 0, from: object) { owned.contains($0) } ?? [:]
        }
        books.recordWrite(from: Self.tracked(stored), to: Self.tracked(object), by: nil)
        books[manager] = owned
        return write(object, books)
    }

    /// `kubectl apply --server-side` of what was applied on the client's side before: a second request writes the manifest
    /// that kubectl remembers anew.
    package mutating func goOverToServerSide(_ manifest: JSONValue) -> JSONValue? {
        guard applyServerSide(manifest, as: "kubectl") != nil else { return nil }
        let text = Self.stamped(manifest).jsonText
        return update(by: "kubectl-last-applied") {
            $0.setting(.string(text), at: "metadata", "annotations", Self.lastApplied)
        }
    }

    /// `kubectl edit`, `replace` and every kind of patch: a new object, by that manager.
    package mutating func update(by manager: String = "kubectl-edit", _ change: (JSONValue) -> JSONValue) -> JSONValue?
    {
        guard let stored else { return nil }
        return store(change(stored), by: Manager(name: manager, operation: "Update"))
    }
}

extension SimulatedObject {
    /// Takes parts of the metadata away behind the webhook's back, as objects lack them that come from elsewhere.
    package mutating func strip(_ names: [String]) {
        for name in names { stored = stored?.setting(nil, at: "metadata", name) }
    }
}

// MARK: - What the API server does

extension SimulatedObject {
    private mutating func store(_ object: JSONValue, by manager: Manager) -> JSONValue? {
        var books = Books(of: stored ?? [:])
        books.recordWrite(from: Self.tracked(stored ?? [:]), to: Self.tracked(object), by: manager)
        return write(object, books)
    }

    private mutating func write(_ object: JSONValue, _ books: Books) -> JSONValue? {
        let asked = object.setting(books.json, at: "metadata", "managedFields")
        guard let admitted = admit(stored, asked) else { return nil }
        stored = admitted.setting("1", at: "metadata", "uid")
        return stored
    }

    /// What the API server keeps books of: neither identity nor the books themselves.
    private static func tracked(_ object: JSONValue) -> JSONValue {
        let annotations = object["metadata"]?["annotations"].map { annotations -> JSONValue in
            annotations.setting(nil, at: lastApplied)
        }
        let metadata: JSONValue = annotations.map { ["annotations": $0] } ?? [:]
        return ["metadata": metadata, "spec": object["spec"] ?? [:]]
    }

    /// What a manifest says, without what the server writes itself.
    private static func stamped(_ manifest: JSONValue) -> JSONValue {
        ["uid", "managedFields", "resourceVersion", "creationTimestamp"].reduce(manifest) {
            $0.setting(nil, at: "metadata", $1)
        }
    }

    /// A JSON merge of `wanted` into the live object, with what only the former manifest has taken out.
    private static func merged(_ live: JSONValue, former: JSONValue, wanted: JSONValue) -> JSONValue {
        guard var members = live.object, let wants = wanted.object else { return wanted }
        for member in former.object?.members ?? [] where !wanted.has(member.name) { members[member.name] = nil }
        for member in wants.members {
            members[member.name] = merged(
                members[member.name] ?? .null,
                former: former[member.name] ?? [:],
                wanted: member.value
            )
        }
        return .object(members)
    }

    private static func laid(_ manifest: JSONValue, over live: JSONValue) -> JSONValue {
        guard var members = live.object, let given = manifest.object else { return manifest }
        for member in given.members { members[member.name] = laid(member.value, over: members[member.name] ?? .null) }
        return .object(members)
    }

    /// Without the value there, and without what holds nothing then and is not to be kept.
    private static func removing(
        _ path: [String],
        _ depth: Int,
        from value: JSONValue,
        keeping isKept: ([String]) -> Bool
    ) -> JSONValue? {
        guard depth < path.count else { return nil }
        guard var members = value.object, let inner = members[path[depth]] else { return value }
        members[path[depth]] = removing(path, depth + 1, from: inner, keeping: isKept)
        return members.isEmpty && !isKept(Array(path[..<depth])) ? nil : .object(members)
    }
}

// MARK: - Books

/// Who writes, and how.
private struct Manager: Hashable {
    let name: String
    let operation: String
}

/// `managedFields`.
private struct Books {
    private var sets: [(manager: Manager, fields: FieldSet)] = []

    init(of object: JSONValue) {
        for entry in object["metadata"]?["managedFields"]?.array ?? [] {
            guard let name = entry["manager"]?.string, let operation = entry["operation"]?.string else { continue }
            let fields = FieldSet(json: entry["fieldsV1"] ?? [:])
            sets.append((Manager(name: name, operation: operation), fields))
        }
    }

    var json: JSONValue {
        .array(
            sets.filter { !$0.fields.isEmpty }.map { entry in
                [
                    "manager": .string(entry.manager.name), "operation": .string(entry.manager.operation),
                    "fieldsV1": entry.fields.json,
                ]
            }
        )
    }

    subscript(manager: Manager) -> FieldSet {
        get { sets.first { $0.manager == manager }?.fields ?? FieldSet() }
        set {
            sets.removeAll { $0.manager == manager }
            sets.append((manager, newValue))
        }
    }

    func without(_ manager: Manager) -> [FieldSet] { sets.filter { $0.manager != manager }.map(\.fields) }

    /// Takes what changed from everybody and gives it to the writer.
    mutating func recordWrite(from old: JSONValue, to new: JSONValue, by manager: Manager?) {
        let comparison = FieldComparison(from: old, to: new)
        for index in sets.indices {
            for path in comparison.removed { sets[index].fields.remove(path) }
            for path in comparison.written where sets[index].manager != manager { sets[index].fields.remove(path) }
        }
        guard let manager else { return }
        for path in comparison.written { self[manager].insert(path) }
        for path in comparison.addedObjects where !path.isEmpty { self[manager].insert(path, isAddedObject: true) }
    }
}
