/// The members of a JSON object, in the order of the document.
///
/// An object that was read is a view on its document, whose members are made when they are asked for; where few of them
/// were changed it keeps the changes beside the view; one that was made in memory holds all members. A Kubernetes object
/// has a handful of members per level, for which a scan beats hashing; look-ups in an object that a hostile client made
/// large stay linear, and comparing two such objects hashes.
package struct JSONObject: Sendable {
    /// A name and its value.
    package typealias Member = (name: String, value: JSONValue)

    fileprivate enum Storage {
        case made([Member])
        case read(JSONObjectView)
        case edited(JSONEditedObject)
    }

    private var storage: Storage

    /// Up to this many members two objects are compared by scanning, above it by hashing.
    private static let scanLimit = 16

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

    /// True if there is a member of that name that is not `null`; as good as reading it, and cheaper.
    package func has(_ name: String) -> Bool { kind(of: name).map { $0 != .null } ?? false }

    /// True if there is a member of that name that has that value; as good as comparing the two, and cheaper.
    package func has(_ name: String, equalTo value: JSONValue) -> Bool {
        switch storage {
        case .made, .edited: self[name] == value
        case .read(let view):
            view.place(of: name).map { view.states(value, at: $0) || view.value(at: $0) == value } ?? false
        }
    }

    /// The member of that name, if it is an object; nothing else is made.
    package func object(_ name: String) -> JSONObject? {
        switch storage {
        case .made, .edited: self[name]?.object
        case .read(let view): view.place(of: name, ofKind: .object).flatMap { view.value(at: $0).object }
        }
    }

    /// The member of that name, if it is a string; nothing else is made.
    package func string(_ name: String) -> String? {
        switch storage {
        case .made, .edited: self[name]?.string
        case .read(let view): view.place(of: name, ofKind: .string).flatMap { view.value(at: $0).string }
        }
    }

    /// The elements of the list of that name that are objects, each made as it comes; none if there is no such list.
    package func objects(_ name: String) -> JSONElements {
        switch storage {
        case .made, .edited: JSONElements(made: self[name]?.array ?? [])
        case .read(let view): JSONElements(of: view.place(of: name, ofKind: .array), in: view)
        }
    }

    /// True if both have the same value under that name, of which `null` counts as none; nothing is made to compare them.
    package func hasSame(_ name: String, as other: JSONObject) -> Bool {
        guard case (.read(let view), .read(let others)) = (storage, other.storage) else {
            return JSONValue.object(self)[name] == JSONValue.object(other)[name]
        }
        let (mine, theirs) = (view.place(of: name), others.place(of: name))
        let (index, place) = (mine.map { $0 + 1 }, theirs.map { $0 + 1 })
        guard let index, view.document.tokens[index].kind != .null else {
            return place.map { others.document.tokens[$0].kind == .null } ?? true
        }
        return place.map { view.document.isEqual(at: index, to: others.document, at: $0) } ?? false
    }

    /// What kind of value the member of that name has; nil if there is none.
    func kind(of name: String) -> JSONToken.Kind? {
        switch storage {
        case .made(let members): Self.index(of: name, in: members).map { members[$0].value.kind }
        case .read(let view): view.kind(of: name)
        case .edited(let object): object.kind(of: name)
        }
    }

    private static func index(of name: String, in members: [Member]) -> Int? {
        // Names that differ do so in length, mostly, which is much cheaper to compare.
        members.indices.first { members[$0].name.utf8.count == name.utf8.count && members[$0].name == name }
    }
}

// MARK: - Places

extension JSONObject {
    /// Where the first member stands, for a walk from place to place.
    ///
    /// An edited object has no places.
    var firstPlace: Int {
        switch storage {
        case .made, .edited: 0
        case .read(let view): view.first
        }
    }

    /// The place behind the last member.
    var endPlace: Int {
        switch storage {
        case .made(let members): members.count
        case .read(let view): view.end
        case .edited: 0
        }
    }

    /// The place of the next member.
    func place(after place: Int) -> Int {
        switch storage {
        case .made, .edited: place + 1
        case .read(let view): view.place(after: place)
        }
    }

    /// True if the member there has that name.
    func isName(_ name: String, at place: Int) -> Bool {
        switch storage {
        case .made(let members): members[place].name == name
        case .read(let view): view.isName(of: place, name.utf8.span)
        case .edited: false
        }
    }

    /// The value of the member there, made now.
    func value(at place: Int) -> JSONValue {
        switch storage {
        case .made(let members): members[place].value
        case .read(let view): view.value(at: place)
        case .edited: .null
        }
    }

    /// True if the member there stands in a document and visibly has that value; if not, it may have it all the same.
    func states(_ value: JSONValue, at place: Int) -> Bool {
        switch storage {
        case .made, .edited: false
        case .read(let view): view.states(value, at: place)
        }
    }
}

extension JSONObject {
    /// Where the object stands in a document; nil if it was made or changed in memory.
    var view: JSONObjectView? {
        if case .read(let view) = storage { view } else { nil }
    }

    /// Where the object stands in a document, or stood before it was changed in memory; nil if it was made there.
    var origin: JSONObjectView? {
        switch storage {
        case .made: nil
        case .read(let view): view
        case .edited(let object): object.view
        }
    }

    /// The text of an object that stands in a document as ``JSONWriter`` would write it; nil of any other.
    var finishedText: ArraySlice<UInt8>? {
        switch storage {
        case .read(let view) where view.document.isOurs:
            view.document.bytes[view.document.tokens[view.index].range]
        default: nil
        }
    }

    /// A member: made, or where it stands in a document.
    enum Part {
        case made(String, JSONValue)
        case standing(JSONDocument, Int)
    }

    /// Tells all members in order; of those that stand in a document nothing is made.
    func forEachPart(_ body: (Part) -> Void) {
        switch storage {
        case .made(let members): for member in members { body(.made(member.name, member.value)) }
        case .read(let view):
            view.forEachPlace(from: view.first, before: view.end) { body(.standing(view.document, $0)) }
        case .edited(let object): object.forEachPart(body)
        }
    }

    /// Tells each member's name and value, in order.
    func forEachMember(_ body: (String, JSONValue) -> Void) {
        switch storage {
        case .made(let members): for index in members.indices { body(members[index].name, members[index].value) }
        case .read, .edited: for member in self { body(member.name, member.value) }
        }
    }

    /// What this object is if it is an edit of the other; nil if it is not.
    func edit(of other: JSONObject) -> JSONEditedObject? {
        guard case .edited(let object) = storage, case .read(let view) = other.storage, object.view.isSame(as: view)
        else { return nil }
        return object
    }
}

// MARK: - Many look-ups

extension JSONObject {
    /// Finds members by name, in constant time however many there are: for whoever looks up as many as there are.
    var lookUp: (String) -> JSONValue? {
        guard count > Self.scanLimit else { return { self[$0] } }
        let index = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return { index[$0] }
    }
}

extension JSONValue {
    /// The same value with every object and list made, for whoever looks into it again and again.
    package var inMemory: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.inMemory))
        case .object(let object):
            .object(JSONObject(members: object.members.map { (name: $0.name, value: $0.value.inMemory) }))
        default: self
        }
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

// MARK: - Comparison

extension JSONObject {
    /// True if both stand in documents, in the same bytes; if not, the two may be equal all the same.
    func isWritten(like other: JSONObject) -> Bool {
        guard case (.read(let view), .read(let other)) = (storage, other.storage) else { return false }
        return view.isWritten(like: other)
    }
}

extension JSONObject: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        if case (.read(let view), .read(let other)) = (left.storage, right.storage) {
            return view.isEqual(to: other)
        }
        guard left.count == right.count else { return false }
        for (member, other) in zip(left, right) {
            guard member.name == other.name else { return sameUnordered(left.members, right.members) }
            guard member.value == other.value else { return false }
        }
        return true
    }

    private static func sameUnordered(_ left: [Member], _ right: [Member]) -> Bool {
        guard left.count > scanLimit else {
            return left.allSatisfy { member in right.contains { $0.name == member.name && $0.value == member.value } }
        }
        let index = Dictionary(right.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return left.allSatisfy { index[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // Order must not matter: names only, combined by a commutative sum.
        hasher.combine(reduce(0) { $0 &+ $1.name.hashValue })
    }
}
