import KopiaMaintenance
import KubernetesAPI
import Manifests

/// The sources that embed the maintenance of one repository each, and the object that takes over.
struct SourceGroups {
    /// An object that is added.
    struct Addition {
        /// Whose settings it has, and in whose file it is written.
        let origin: MigrationTarget
        let fields: [NewField]
        /// All sources that it serves.
        let sources: [MigrationTarget]
    }

    private(set) var additions: [Addition] = []
    /// What is said of the sources whose settings give way.
    private(set) var notes: [String] = []

    /// The names that are taken, in each scope.
    private var names: [String: Set<String>] = [:]
    /// Who maintains a repository on a schedule already: the name, and what else there is to know.
    private var keepers: [RepositoryKey: String] = [:]

    /// Finds one object for each repository of these sources.
    ///
    /// - Parameters:
    ///   - targets: the objects that are migrated.
    ///   - others: every KopiaMaintenance of the files, as it will be, with the name of its file.
    init(of targets: [MigrationTarget], beside others: () -> [(object: JSONValue, file: String)]) {
        var order: [RepositoryKey] = []
        var groups: [RepositoryKey: [MigrationTarget]] = [:]
        for target in targets {
            guard case .source(let embedded) = target.plan, embedded.isKept, let secret = embedded.secretName
            else { continue }
            let key = RepositoryKey(secret: secret, of: target.object.root, in: target.file.name)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(target)
        }
        guard !order.isEmpty else { return }
        for (object, file) in others() { add(object, file) }
        for key in order { settle(key, groups[key] ?? []) }
    }

    private mutating func add(_ object: JSONValue, _ file: String) {
        let maintenance = KopiaMaintenance(UnknownFields.completed(object))
        guard let name = maintenance.metadata.name else { return }
        names[RepositoryKey.scope(of: object, in: file), default: []].insert(name)
        guard let secret = maintenance.spec.repository.secretName, maintenance.spec.enabled != false,
            maintenance.spec.effectiveSchedule != nil
        else { return }
        let state = maintenance.spec.suspend == true ? ", which is suspended" : ""
        keepers[RepositoryKey(secret: secret, of: object, in: file)] = name + state
    }

    /// The first source that wants maintenance decides, as in the old system; else the first.
    private mutating func settle(_ key: RepositoryKey, _ sources: [MigrationTarget]) {
        let embedded = sources.compactMap { source -> (target: MigrationTarget, own: EmbeddedMaintenance)? in
            if case .source(let own) = source.plan { (source, own) } else { nil }
        }
        guard let first = embedded.first(where: \.own.isEnabled) ?? embedded.first else { return }
        if let keeper = keepers[key] {
            for (target, own) in embedded { giveWay(target, own, to: "the KopiaMaintenance \(keeper)") }
            return
        }
        let name = freeName(for: key)
        names[key.scope, default: []].insert(name)
        let fields = first.own.maintenance(named: name).map { $0.inside(first.target.path) }
        additions.append(Addition(origin: first.target, fields: fields, sources: sources))
        let note = MigrationNote(first.own.place, "became the KopiaMaintenance \(name)")
        notes.append(first.target.line("note", note))
        for (target, own) in embedded where target.key != first.target.key || target.index != first.target.index {
            if own.settings != first.own.settings || own.schedule != first.own.schedule {
                giveWay(target, own, to: "the KopiaMaintenance \(name), with the settings of another source")
            } else {
                notes.append(target.line("note", MigrationNote(own.place, "the KopiaMaintenance \(name) takes over")))
            }
        }
    }

    private mutating func giveWay(_ target: MigrationTarget, _ own: EmbeddedMaintenance, to keeper: String) {
        let note = MigrationNote(own.place, "removed (\(own.settings.noted)): gives way to \(keeper)")
        notes.append(target.line("note", note))
    }

    /// Longer names are cut: an object's name has 253 characters at most (RFC 1123 subdomain).
    private static let nameLimit = 253

    private func freeName(for key: RepositoryKey) -> String {
        let suffix = "-maintenance"
        let base = key.secret.prefix(Self.nameLimit - suffix.count - 4) + suffix
        let taken = names[key.scope] ?? []
        guard taken.contains(String(base)) else { return String(base) }
        return (2...).lazy.map { "\(base)-\($0)" }.first { !taken.contains($0) } ?? String(base)
    }
}
