package import KubernetesAPI
import Synchronization

/// The objects of one selection as they were last heard of, kept current by a ``Reflector``.
///
/// Any task may read it at any time.
package final class ObjectStore: Sendable {
    private let table: Mutex<ObjectTable>
    private let patterns = TextPatterns()
    private let keepsValues: Bool

    /// An empty store.
    ///
    /// - Parameters:
    ///   - indexes: by name, what values an object shall be found under.
    ///   - keepsValues: true to keep objects as they were parsed: for few that are looked at again and again.
    package init(indexes: [String: @Sendable (JSONValue) -> [String]] = [:], keepsValues: Bool = false) {
        table = Mutex(ObjectTable(indexes: indexes))
        self.keepsValues = keepsValues
    }

    /// How many objects there are.
    package var count: Int { table.withLock { $0.count } }

    /// All objects, in no order; each is parsed when it is asked for.
    package var objects: [CompactObject] { table.withLock { $0.objects } }

    /// The object of a name.
    package func object(_ key: ObjectKey) -> JSONValue? { table.withLock { $0.object(key) }?.json }

    /// The objects with a value in an index, in the order of their names.
    package func objects(index: String, value: String) -> [JSONValue] {
        table.withLock { $0.objects(index: index, value: value) }.sorted { $0.key < $1.key }.map(\.json)
    }

    /// The names of objects with a value in an index, in no order.
    ///
    /// - Parameters:
    ///   - index: the name of the index.
    ///   - value: the value.
    ///   - limit: so many at most.
    /// - Returns: the names.
    package func keys(index: String, value: String, limit: Int = .max) -> [ObjectKey] {
        table.withLock { $0.keys(index: index, value: value, limit: limit) }
    }

    /// True if there is that very object.
    package func holds(_ key: ObjectKey, uid: String) -> Bool {
        table.withLock { $0.object(key) }?.hasUID(uid) ?? false
    }

    /// Takes what a write returned, so that reads see it before the watch tells of it.
    ///
    /// Nothing is reported to the reflector's observer until the watch tells of it.
    package func note(written object: JSONValue) {
        let object = object.withoutManagedFields
        guard let compact = compact(object) else { return }
        table.withLock { $0.note(compact, object) }
    }

    /// An object as this store keeps it; nil if it has no name.
    func compact(_ object: JSONValue) -> CompactObject? {
        CompactObject(object) { keepsValues ? .parsed($0) : .packed(patterns.pack($0.jsonBytes)) }
    }

    /// Changes the table and returns what changed.
    func change(_ body: (inout ObjectTable) -> [StoreChange]) -> [StoreChange] { table.withLock { body(&$0) } }
}
