/// The members of a JSON object, in the order of the document.
///
/// A Kubernetes object has a handful of members per level, for which a scan of an array beats hashing; look-ups in an
/// object that a hostile client made large stay linear, and comparing two such objects hashes.
package struct JSONObject: Sendable {
    /// A name and its value.
    package typealias Member = (name: String, value: JSONValue)

    /// All members, in order; names are unique.
    package private(set) var members: [Member]

    /// Up to this many members two objects are compared by scanning, above it by hashing.
    private static let scanLimit = 16

    /// An object without members.
    package init() { members = [] }

    /// An object of these members, whose names the caller knows to be unique.
    package init(members: [Member]) { self.members = members }

    package init(members: [(String, JSONValue)]) { self.members = members.map { (name: $0.0, value: $0.1) } }

    /// True if there are no members.
    package var isEmpty: Bool { members.isEmpty }

    /// How many members there are.
    package var count: Int { members.count }

    /// The value of that name, `null` included; setting nil removes the member, setting a new name appends it.
    package subscript(name: String) -> JSONValue? {
        get {
            for member in members where member.name == name { return member.value }
            return nil
        }
        set {
            guard let index = members.firstIndex(where: { $0.name == name }) else {
                if let newValue { members.append((name: name, value: newValue)) }
                return
            }
            if let newValue { members[index].value = newValue } else { members.remove(at: index) }
        }
    }
}

extension JSONObject: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        var ordered = true
        for index in left.members.indices {
            guard left.members[index].name == right.members[index].name else {
                ordered = false
                break
            }
            guard left.members[index].value == right.members[index].value else { return false }
        }
        return ordered || sameUnordered(left, right)
    }

    private static func sameUnordered(_ left: Self, _ right: Self) -> Bool {
        guard left.count > scanLimit else {
            return left.members.allSatisfy { right[$0.name] == $0.value }
        }
        let index = Dictionary(right.members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return left.members.allSatisfy { index[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // Order must not matter: names only, combined by a commutative sum.
        hasher.combine(members.reduce(0) { $0 &+ $1.name.hashValue })
    }
}
