/// What one object has that another has not, member by member.
package struct JSONObjectDifference: Sendable {
    /// The members that are new, or whose values may differ, each with what it was: the latter holds for every object
    /// that is not written in the same bytes.
    package internal(set) var changed: [(member: JSONObject.Member, was: JSONValue?)] = []
    /// The names that are there no more.
    package internal(set) var removed: [String] = []
}

extension JSONObject {
    /// Compares an object with what it was made of.
    ///
    /// An object that was changed in memory has most members still, and in the same order: both are walked side by side,
    /// and what stands in the document unchanged is compared where it stands.
    package func difference(from old: JSONObject) -> JSONObjectDifference {
        if let edited = edit(of: old) { return edited.difference }
        var difference = JSONObjectDifference()
        guard !isWritten(like: old) else { return difference }
        var walk = JSONObjectWalk(old)
        var kept = 0
        for member in self {
            switch walk.find(member) {
            case .equal: kept += 1
            case .other(let value):
                kept += 1
                difference.changed.append((member, value))
            case .absent: difference.changed.append((member, nil))
            }
        }
        if kept < old.count {
            let isThere = lookUp
            difference.removed = old.map(\.name).filter { isThere($0) == nil }
        }
        return difference
    }
}

/// Finds the members of an object, best in their order.
private struct JSONObjectWalk {
    enum Finding {
        case equal
        case other(JSONValue)
        case absent
    }

    private let object: JSONObject
    private var place: Int
    /// Made when a member is out of order.
    private var lookUp: ((String) -> JSONValue?)?

    init(_ object: JSONObject) {
        self.object = object
        place = object.firstPlace
    }

    mutating func find(_ member: JSONObject.Member) -> Finding {
        guard place < object.endPlace, object.isName(member.name, at: place) else { return look(up: member) }
        defer { place = object.place(after: place) }
        if object.states(member.value, at: place) { return .equal }
        return compare(object.value(at: place), member.value)
    }

    private mutating func look(up member: JSONObject.Member) -> Finding {
        let find = lookUp ?? object.lookUp
        lookUp = find
        return find(member.name).map { compare($0, member.value) } ?? .absent
    }

    /// Two objects are not compared here, for whoever asks compares them member by member.
    private func compare(_ old: JSONValue, _ new: JSONValue) -> Finding {
        if case (.object, .object) = (old, new) { return .other(old) }
        return old == new ? .equal : .other(old)
    }
}
