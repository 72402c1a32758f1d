/// An object as it stands in a document but for a few members: what defaulting makes of an object that was read.
///
/// No other member is made, and what differs from the document is known without looking.
struct JSONEditedObject: Sendable {
    /// What is other than in the document.
    private struct Edit: Sendable {
        let name: String
        /// Where the document has a member of that name; nil if it has none.
        let place: Int?
        /// What the member is now; nil if there is none any more.
        var value: JSONValue?
    }

    /// The object in the document.
    let view: JSONObjectView
    private var edits: [Edit] = []

    /// With more edits a list of all members is no dearer.
    private static let limit = 16

    init(_ view: JSONObjectView) { self.view = view }

    /// How many members there are.
    var count: Int {
        edits.reduce(view.count) { count, edit in
            switch (edit.place, edit.value) {
            case (nil, _): count + 1
            case (_, nil): count - 1
            default: count
            }
        }
    }

    /// The value of a member; nil if there is none of that name.
    subscript(name: String) -> JSONValue? {
        if let index = index(of: name) { edits[index].value } else { view[name] }
    }

    /// What kind of value a member has; nil if there is none of that name.
    func kind(of name: String) -> JSONToken.Kind? {
        if let index = index(of: name) { edits[index].value?.kind } else { view.kind(of: name) }
    }

    /// Sets a member, or removes it if the value is nil; false if that cannot be told as an edit.
    mutating func set(_ name: String, to value: JSONValue?) -> Bool {
        guard let index = index(of: name) else {
            let place = view.place(of: name)
            guard place != nil || value != nil else { return true }
            guard edits.count < Self.limit else { return false }
            edits.append(Edit(name: name, place: place, value: value))
            return true
        }
        // A member that comes back stands behind the others.
        guard edits[index].value != nil else { return false }
        if value == nil, edits[index].place == nil { edits.remove(at: index) } else { edits[index].value = value }
        return true
    }

    private func index(of name: String) -> Int? {
        edits.indices.first { edits[$0].name.utf8.count == name.utf8.count && edits[$0].name == name }
    }
}

// MARK: - One member after the other

extension JSONEditedObject {
    /// All members in order: those of the document, then those that are new.
    var members: [JSONObject.Member] {
        var members: [JSONObject.Member] = []
        var place = view.first
        while place < view.end {
            if let edit = edits.first(where: { $0.place == place }) {
                if let value = edit.value { members.append((edit.name, value)) }
            } else {
                members.append(view.member(at: place).member)
            }
            place = view.place(after: place)
        }
        for edit in edits where edit.place == nil {
            if let value = edit.value { members.append((edit.name, value)) }
        }
        return members
    }

    /// True if all members satisfy a claim about their names, kinds and values, in no particular order.
    func membersSatisfy(_ claim: (Span<UInt8>, JSONToken.Kind, () -> JSONValue) -> Bool) -> Bool {
        for edit in edits {
            if let value = edit.value, !claim(edit.name.utf8.span, value.kind, { value }) { return false }
        }
        var place = view.first
        while place < view.end {
            let isEdited = edits.contains { $0.place == place }
            guard isEdited || view.memberSatisfies(claim, at: place) else { return false }
            place = view.place(after: place)
        }
        return true
    }

    /// What is other than in the document, in the order of the members.
    var difference: JSONObjectDifference {
        var difference = JSONObjectDifference()
        for edit in edits.filter({ $0.place != nil }).sorted(by: { $0.place ?? 0 < $1.place ?? 0 }) {
            guard let place = edit.place else { continue }
            let old = view.value(at: place)
            if let value = edit.value {
                if old != value { difference.changed.append(((edit.name, value), old)) }
            } else {
                difference.removed.append(edit.name)
            }
        }
        for edit in edits where edit.place == nil {
            if let value = edit.value { difference.changed.append(((edit.name, value), nil)) }
        }
        return difference
    }
}
