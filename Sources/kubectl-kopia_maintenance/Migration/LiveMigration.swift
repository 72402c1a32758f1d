import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Manifests

/// The migration of objects of a cluster: what is to be done, found without doing it.
struct LiveMigration {
    /// A request to the API server.
    enum Step: Hashable {
        case create(LiveObject, JSONValue)
        /// A merge patch (RFC 7396), which fails if somebody has changed the object since, and what comes of it.
        case change(LiveObject, JSONValue, to: JSONValue)
    }

    /// New objects first, sources last: no maintenance is taken out of a source before another object has it.
    private(set) var steps: [Step] = []
    let notes: [String]
    let refusals: [String]
    /// The repositories of the sources.
    let repositories: [LiveObject: RepositoryKey]

    /// Finds what is to be done about objects as they were read.
    ///
    /// - Parameters:
    ///   - objects: the objects.
    ///   - cluster: what is known of the cluster that has them.
    init(of objects: [JSONValue], on cluster: ClusterCapabilities = .unknown) {
        let objects = objects.filter { LiveObject($0) != nil }
        // JSON says exactly what the objects say; in YAML some characters of a text mean something else.
        let text = objects.map { "\(Self.stripped($0).jsonText)\n" }.joined()
        let file = MigrationFiles.File(name: "", text: ManifestText(Array(text.utf8)), isPatch: false, isLive: true)
        let migration = ManifestMigration(of: [file], on: cluster)
        (notes, refusals) = (migration.notes, migration.refusals)
        let sources = objects.compactMap { source -> (LiveObject, RepositoryKey)? in
            guard let object = LiveObject(source), let secret = EmbeddedMaintenance(of: source)?.secretName
            else { return nil }
            return (object, RepositoryKey(secret: secret, of: source, in: ""))
        }
        repositories = Dictionary(sources) { first, _ in first }
        let results = Manifest(migration.results.first?.new ?? []).documents.map(\.root)
        for object in results.dropFirst(objects.count) {
            if let made = LiveObject(object) { steps.append(.create(made, object)) }
        }
        for (old, new) in zip(objects, results) {
            guard let changed = LiveObject(old), let patch = Self.stripped(old).mergePatch(to: new) else { continue }
            let versioned = patch.requiring(resourceVersion: old["metadata"]?["resourceVersion"])
            steps.append(.change(changed, versioned, to: new))
        }
        steps = steps.filter { !$0.isAboutSource } + steps.filter(\.isAboutSource)
    }

    /// What a manifest would say.
    private static func stripped(_ object: JSONValue) -> JSONValue {
        let metadata = (object["metadata"]?.object?.members ?? []).filter { ["name", "namespace"].contains($0.name) }
        let members = (object.object?.members ?? []).filter { ["apiVersion", "kind", "spec"].contains($0.name) }
        return .object(JSONObject(members: members + [("metadata", .object(JSONObject(members: metadata)))]))
    }
}

extension LiveMigration.Step {
    var object: LiveObject {
        switch self {
        case .create(let object, _), .change(let object, _, _): object
        }
    }

    /// True if it takes maintenance out of a source.
    var isAboutSource: Bool { object.resource == .replicationSources }

    /// What it will do, for the plan.
    var intention: String {
        switch self {
        case .create: "\(object.title): to be created"
        case .change(_, let patch, _):
            "\(object.title): to be changed: \(patch["spec"]?.fields(below: "spec").joined(separator: ", ") ?? "")"
        }
    }

    /// What it has done.
    var outcome: String {
        switch self {
        case .create: "\(object.title) created"
        case .change: "\(object.title) migrated"
        }
    }

    /// The repository that a KopiaMaintenance maintains afterwards.
    var repository: RepositoryKey? {
        let object: JSONValue
        switch self {
        case .create(_, let new): object = new
        case .change(_, _, let new): object = new
        }
        guard !isAboutSource else { return nil }
        return KopiaMaintenance(object).spec.repository.secretName.map { RepositoryKey(secret: $0, of: object, in: "") }
    }
}

extension JSONValue {
    /// The patch, refused where the object has another version by now.
    fileprivate func requiring(resourceVersion: JSONValue?) -> JSONValue {
        guard let resourceVersion, var object = object else { return self }
        object["metadata"] = ["resourceVersion": resourceVersion]
        return .object(object)
    }

    /// The fields that a patch sets or removes, not deeper than `spec.kopia.maintenanceCronJob`.
    fileprivate func fields(below path: String, depth: Int = 2) -> [String] {
        guard depth > 0, let members = object?.members, !members.isEmpty else { return [path] }
        return members.flatMap { $0.value.fields(below: "\(path).\($0.name)", depth: depth - 1) }
    }
}
