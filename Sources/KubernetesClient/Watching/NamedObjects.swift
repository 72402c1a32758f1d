/// Some objects of a store, each of another name; mostly there is one, which takes no memory of its own then.
enum NamedObjects: Sendable {
    case one(CompactObject)
    /// Two or more.
    case several(Set<NamedObject>)

    /// All of them.
    var all: [CompactObject] {
        switch self {
        case .one(let object): [object]
        case .several(let objects): objects.map(\.object)
        }
    }

    /// The names of so many of them.
    func keys(limit: Int) -> [ObjectKey] {
        switch self {
        case .one(let object): limit > 0 ? [object.key] : []
        case .several(let objects): objects.prefix(limit).map(\.object.key)
        }
    }

    /// Adds an object, in the place of one of its name.
    mutating func insert(_ object: CompactObject) {
        switch self {
        case .one(let known):
            self = known.key == object.key ? .one(object) : .several([NamedObject(known), NamedObject(object)])
        case .several(var objects):
            self = .one(object)  // So that the set has one owner and changes in place.
            objects.update(with: NamedObject(object))
            self = .several(objects)
        }
    }

    /// Removes the object of the same name as that one; false if none is left.
    mutating func remove(_ object: CompactObject) -> Bool {
        switch self {
        case .one(let known): return known.key != object.key
        case .several(var objects):
            self = .one(object)
            objects.remove(NamedObject(object))
            if objects.count == 1, let last = objects.first {
                self = .one(last.object)
            } else {
                self = .several(objects)
            }
            return true
        }
    }
}

/// An object that is the same as every other of its name.
struct NamedObject: Hashable, Sendable {
    let object: CompactObject

    init(_ object: CompactObject) { self.object = object }

    static func == (left: Self, right: Self) -> Bool { left.object.key == right.object.key }

    func hash(into hasher: inout Hasher) { hasher.combine(object.key) }
}
