import KubernetesAPI

/// The objects that a list and a watch have told of, by name and by index; pure.
///
/// An object never goes back in time: what a write returned stays until the watch has caught up, so that whoever wrote
/// reads what it wrote. What a write returned is not a change, though: that is reported when the watch tells of it.
struct ObjectTable: Sendable {
    /// Computes the values under which an object is found.
    typealias Index = @Sendable (JSONValue) -> [String]

    private struct Row {
        let object: CompactObject
        /// The state that was last reported; nil if only a write has told of the object yet.
        let reported: CompactObject?
        /// The values of the object.
        let values: [IndexValue]
    }

    private struct IndexValue {
        /// The number of the index.
        let index: Int
        let value: String
    }

    private var rows: [ObjectKey: Row] = [:]
    private let indexes: [(name: String, value: Index)]
    /// What has a value, per index.
    private var found: [[String: NamedObjects]]
    /// The newest state that a list or a watch has told of.
    private var observed = ResourceVersion("")

    /// An empty table with these indexes.
    init(indexes: [String: Index] = [:]) {
        self.indexes = indexes.map { (name: $0.key, value: $0.value) }
        found = indexes.map { _ in [:] }
    }

    /// How many objects there are.
    var count: Int { rows.count }

    /// All objects.
    var objects: [CompactObject] { rows.values.map(\.object) }

    /// The object of a name.
    func object(_ key: ObjectKey) -> CompactObject? { rows[key]?.object }

    /// The objects with a value in an index.
    func objects(index: String, value: String) -> [CompactObject] { found(index, value)?.all ?? [] }

    /// The names of so many objects with a value in an index.
    func keys(index: String, value: String, limit: Int) -> [ObjectKey] { found(index, value)?.keys(limit: limit) ?? [] }

    private func found(_ index: String, _ value: String) -> NamedObjects? {
        indexes.firstIndex { $0.name == index }.flatMap { found[$0][value] }
    }

    private mutating func set(_ object: CompactObject, _ json: JSONValue, reported: CompactObject?) {
        remove(object.key)
        let values = indexes.enumerated().flatMap { index, values in
            values.value(json).map { IndexValue(index: index, value: known($0, index) ?? $0) }
        }
        for each in values { found[each.index][each.value, default: .one(object)].insert(object) }
        rows[object.key] = Row(object: object, reported: reported, values: values)
    }

    /// A value as it is in memory already.
    private func known(_ value: String, _ index: Int) -> String? {
        found[index].index(forKey: value).map { found[index].keys[$0] }
    }

    private mutating func remove(_ key: ObjectKey) {
        guard let row = rows.removeValue(forKey: key) else { return }
        for each in row.values where found[each.index][each.value]?.remove(row.object) == false {
            found[each.index][each.value] = nil
        }
    }
}

// MARK: - Changes

extension ObjectTable {
    /// Takes an object that a watch told of.
    mutating func upsert(_ object: CompactObject, _ json: JSONValue) -> [StoreChange] {
        observe(object.resourceVersion)
        return report(object, json)
    }

    /// Takes an object that a write returned, before the watch tells of it.
    ///
    /// An answer may come late: what is not here although the watch is past that state has been deleted since.
    mutating func note(_ object: CompactObject, _ json: JSONValue) {
        let row = rows[object.key]
        let version = object.resourceVersion
        let isNews = row.map { version.isNewer(than: $0.object.resourceVersion) } ?? !hasSeen(version)
        guard isNews else { return }
        set(object, json, reported: row?.reported)
    }

    /// True if a list or a watch has told of everything up to that state; false if that cannot be told.
    private func hasSeen(_ version: ResourceVersion) -> Bool { observed == version || observed.isNewer(than: version) }

    /// Takes the end of an object that a watch told of.
    mutating func delete(_ object: CompactObject) -> [StoreChange] {
        observe(object.resourceVersion)
        guard let known = rows[object.key]?.object, !known.resourceVersion.isNewer(than: object.resourceVersion) else {
            return []
        }
        remove(object.key)
        return [.deleted(object)]
    }

    /// Takes a state that a bookmark told of.
    mutating func observe(_ version: ResourceVersion) {
        if !observed.isNewer(than: version) { observed = version }
    }

    /// Takes a whole list.
    ///
    /// - Parameters:
    ///   - objects: all objects that there are.
    ///   - version: the state of the list. If it is older than one seen before, etcd has been restored: then everything
    ///     seen before is void.
    /// - Returns: what changed, deletions included.
    mutating func replace(with objects: [CompactObject], version: ResourceVersion) -> [StoreChange] {
        let isRestored = observed.isNewer(than: version)
        observed = version
        var changes: [StoreChange] = []
        let present = Set(objects.map(\.key))
        for key in rows.keys.filter({ !present.contains($0) }).sorted() {
            guard let known = rows[key]?.object, isRestored || !known.resourceVersion.isNewer(than: version) else {
                continue
            }
            changes.append(.deleted(known))
            remove(key)
        }
        for object in objects {
            changes += isRestored ? force(object, object.json) : report(object, object.json)
        }
        return changes
    }

    private mutating func report(_ object: CompactObject, _ json: JSONValue) -> [StoreChange] {
        guard let row = rows[object.key] else { return force(object, json) }
        guard !row.object.resourceVersion.isNewer(than: object.resourceVersion) else { return [] }
        return force(object, json)
    }

    /// Takes an object whatever was known of it; nothing is reported twice.
    private mutating func force(_ object: CompactObject, _ json: JSONValue) -> [StoreChange] {
        let reported = rows[object.key]?.reported
        set(object, json, reported: object)
        guard let reported else { return [.added(object)] }
        if reported == object { return [] }
        // Another object of the same name: the first one's end was missed.
        guard reported.isSame(as: object) else { return [.deleted(reported), .added(object)] }
        return [.updated(object, previous: reported)]
    }
}
