/// The members of a JSON object, in the order of the document.
///
/// An object that was read is a view on its document, whose members are made when they are asked for; where few of them
/// were changed it keeps the changes beside the view; one that was made in memory holds all members. A Kubernetes object
/// has a handful of members per level, for which a scan beats hashing; look-ups in an object that a hostile client made
/// large stay linear, and comparing two such objects hashes.
package struct JSONObject: Sendable {
    /// A name and its value.
    package typealias Member = (name: String, value: JSONValue)

    enum Storage {
        case made([Member])
        case read(JSONObjectView)
        case edited(JSONEditedObject)
    }

    private(set) var storage: Storage

    /// Up to this many members two objects are compared by scanning, above it by hashing.
    static let scanLimit = 16

    /// An object without members.
    package init() { storage = .made([]) }

    /// An object of these members, whose names the caller knows to be unique.
    package init(members: [Member]) { storage = .made(members) }

    package init(members: [(String, JSONValue)]) { storage = .made(members.map { (name: $0.0, value: $0.1) }) }

    /// An object as it stands in a document.
    init(reading view: JSONObjectView) { storage = .read(view) }

    /// All members, in order; names are unique.
    package var members: [Member] {
        switch storage {
        case .made(let members): members
        case .read: Array(self)
        case .edited(let object): object.members
        }
    }

    /// True if there are no members.
    package var isEmpty: Bool { count == 0 }

    /// How many members there are.
    package var count: Int {
        switch storage {
        case .made(let members): members.count
        case .read(let view): view.count
        case .edited(let object): object.count
        }
    }

    /// The value of that name, `null` included; setting nil removes the member, setting a new name appends it.
    package subscript(name: String) -> JSONValue? {
        get {
            switch storage {
            case .made(let members): Self.index(of: name, in: members).map { members[$0].value }
            case .read(let view): view[name]
            case .edited(let object): object[name]
            }
        }
        set {
            // What is changed has one owner and changes in place.
            switch exchange(&storage, with: .made([])) {
            case .made(let members): set(name, to: newValue, in: members)
            case .read(let view): set(name, to: newValue, beside: JSONEditedObject(view))
            case .edited(let object): set(name, to: newValue, beside: object)
            }
        }
    }

    private mutating func set(_ name: String, to value: JSONValue?, in members: consuming [Member]) {
        if let index = Self.index(of: name, in: members) {
            if let value { members[index].value = value } else { members.remove(at: index) }
        } else if let value {
            members.append((name: name, value: value))
        }
        storage = .made(members)
    }

    private mutating func set(_ name: String, to value: JSONValue?, beside object: consuming JSONEditedObject) {
        if object.set(name, to: value) { storage = .edited(object) } else { set(name, to: value, in: object.members) }
    }

    static func index(of name: String, in members: [Member]) -> Int? {
        // Names that differ do so in length, mostly, which is much cheaper to compare.
        members.indices.first { members[$0].name.utf8.count == name.utf8.count && members[$0].name == name }
    }
}

// MARK: - Iteration

extension JSONObject: Sequence {
    /// Goes through the members in order, making each as it comes.
    package struct Iterator: IteratorProtocol {
        private let storage: Storage
        private var place: Int

        fileprivate init(_ storage: Storage) {
            switch storage {
            case .made: (self.storage, place) = (storage, 0)
            case .read(let view): (self.storage, place) = (storage, view.first)
            case .edited(let object): (self.storage, place) = (.made(object.members), 0)
            }
        }

        /// The next member; nil behind the last one.
        package mutating func next() -> Member? {
            switch storage {
            case .made(let members):
                guard place < members.count else { return nil }
                defer { place += 1 }
                return members[place]
            case .read(let view):
                guard place < view.end else { return nil }
                let member: Member
                (member, place) = view.member(at: place)
                return member
            case .edited: return nil
            }
        }
    }

    /// Begins at the first member.
    package func makeIterator() -> Iterator { Iterator(storage) }

    /// How many members will come.
    package var underestimatedCount: Int { count }
}
