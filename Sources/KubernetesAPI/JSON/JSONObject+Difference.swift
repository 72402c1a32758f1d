/// What became of one member of an object.
package enum JSONMemberChange {
    /// The member is there no more.
    case removed(name: String)
    /// The member is new, or has another value than it had; of two objects that is not known yet.
    case set(name: String, to: JSONValue, from: JSONValue?)
}

extension JSONObject {
    /// Compares an object with what it was made of: first what was removed, then what was set, in the order of the
    /// members.
    ///
    /// An object that was changed in memory has most members still, and in the same order: both are walked side by side,
    /// and what stands in the document unchanged is compared where it stands.
    package func forEachChange(since old: JSONObject, _ body: (JSONMemberChange) -> Void) {
        if let edited = edit(of: old) { return edited.forEachChange(body) }
        guard !isWritten(like: old) else { return }
        var walk = JSONObjectWalk(old)
        var kept = 0
        var changes: [JSONMemberChange] = []
        for member in self {
            let finding = walk.find(member)
            if finding.isThere { kept += 1 }
            if let change = finding.change(to: member) { changes.append(change) }
        }
        if kept < old.count {
            let isThere = lookUp
            for member in old where isThere(member.name) == nil { body(.removed(name: member.name)) }
        }
        changes.forEach(body)
    }
}

/// Finds the members of an object, best in their order.
private struct JSONObjectWalk {
    enum Finding {
        case equal
        case other(JSONValue)
        case absent

        var isThere: Bool { if case .absent = self { false } else { true } }

        func change(to member: JSONObject.Member) -> JSONMemberChange? {
            switch self {
            case .equal: nil
            case .other(let old): .set(name: member.name, to: member.value, from: old)
            case .absent: .set(name: member.name, to: member.value, from: nil)
            }
        }
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

    private func compare(_ old: JSONValue, _ new: JSONValue) -> Finding {
        new.mayDiffer(from: old) ? .other(old) : .equal
    }
}

extension JSONValue {
    /// False if both are equal, but for two objects: those are left to be compared member by member.
    func mayDiffer(from old: JSONValue) -> Bool {
        if case (.object, .object) = (self, old) { true } else { self != old }
    }
}
