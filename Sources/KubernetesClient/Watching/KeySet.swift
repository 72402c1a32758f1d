/// The names of some objects, of which there is mostly one: it takes no memory of its own then.
enum KeySet: Hashable, Sendable {
    case one(ObjectKey)
    /// Two or more.
    case several(Set<ObjectKey>)

    /// All of them.
    var all: Set<ObjectKey> {
        switch self {
        case .one(let key): [key]
        case .several(let keys): keys
        }
    }

    /// Adds a name.
    mutating func insert(_ key: ObjectKey) {
        switch self {
        case .one(let known): if known != key { self = .several([known, key]) }
        case .several(var keys):
            self = .one(key)  // So that the set has one owner and changes in place.
            keys.insert(key)
            self = .several(keys)
        }
    }

    /// Removes a name; false if none is left.
    mutating func remove(_ key: ObjectKey) -> Bool {
        switch self {
        case .one(let known): return known != key
        case .several(var keys):
            self = .one(key)
            keys.remove(key)
            if keys.count == 1, let last = keys.first { self = .one(last) } else { self = .several(keys) }
            return true
        }
    }
}
