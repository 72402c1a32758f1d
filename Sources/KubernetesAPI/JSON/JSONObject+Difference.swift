extension JSONObject {
    /// Compares an object with what it was made of: tells the name of each member that is other than it was, its value
    /// and its old one, of which nil stands for none.
    ///
    /// What was removed comes first, then what was set, in the order of the members. Two objects are not compared, for
    /// whoever asks compares them member by member.
    ///
    /// An object that was changed in memory has most members still, and in the same order: both are walked side by side,
    /// and what stands in the document unchanged is compared where it stands.
    package func forEachChange(since old: JSONObject, _ body: (String, JSONValue?, JSONValue?) -> Void) {
        if let edited = edit(of: old) { return edited.forEachChange(body) }
        guard !isWritten(like: old) else { return }
        var walk = JSONObjectWalk(old)
        var kept = 0
        var changes: [(name: String, value: JSONValue, old: JSONValue?)] = []
        for member in self {
            switch walk.find(member) {
            case .equal: kept += 1
            case .other(let old):
                kept += 1
                changes.append((member.name, member.value, old))
            case .absent: changes.append((member.name, member.value, nil))
            }
        }
        if kept < old.count {
            let isThere = lookUp
            for member in old where isThere(member.name) == nil { body(member.name, nil, member.value) }
        }
        for change in changes { body(change.name, change.value, change.old) }
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

    private func compare(_ old: JSONValue, _ new: JSONValue) -> Finding {
        Optional(new).mayDiffer(from: old) ? .other(old) : .equal
    }
}

extension JSONValue? {
    /// False if both are equal, but for two objects: those are left to be compared member by member.
    func mayDiffer(from old: JSONValue?) -> Bool {
        switch (self, old) {
        case (.object, .object): true
        default: self != old
        }
    }
}

extension JSONObject {
    /// Finds members by name, in constant time however many there are: for whoever looks up as many as there are.
    var lookUp: (String) -> JSONValue? {
        guard count > Self.scanLimit else { return { self[$0] } }
        let index = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return { index[$0] }
    }
}
