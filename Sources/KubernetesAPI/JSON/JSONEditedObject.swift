/// An object as it stands in a document but for a few members: what defaulting makes of an object that was read.
///
/// No other member is made, and what differs from the document is known without looking.
struct JSONEditedObject: Sendable {
    /// What is other than in the document.
    private struct Edit: Sendable {
        let name: String
        /// Where the document has a member of that name; behind its last one if it has none.
        let place: Int
        /// What the member is now; nil if there is none any more.
        var value: JSONValue?
    }

    /// The object in the document.
    let view: JSONObjectView
    /// In the order of the members.
    private var edits: [Edit] = []

    /// With more edits a list of all members is no dearer.
    private static let limit = 16

    init(_ view: JSONObjectView) { self.view = view }

    /// How many members there are.
    var count: Int {
        edits.reduce(view.count) { count, edit in
            if edit.value == nil { count - 1 } else if isNew(edit) { count + 1 } else { count }
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
            insert(Edit(name: name, place: place ?? view.end, value: value))
            return true
        }
        // A member that comes back stands behind the others.
        guard edits[index].value != nil else { return false }
        if value == nil, isNew(edits[index]) { edits.remove(at: index) } else { edits[index].value = value }
        return true
    }

    private mutating func insert(_ edit: consuming Edit) {
        if edits.isEmpty { edits.reserveCapacity(Self.limit / 2) }
        // Most members that are set are new, or come in the order of the document.
        let index = edits.indices.first { edits[$0].place > edit.place }
        if let index { edits.insert(edit, at: index) } else { edits.append(edit) }
    }

    /// True if the document has no member of that name.
    private func isNew(_ edit: Edit) -> Bool { edit.place == view.end }

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
        for edit in edits {
            append(to: &members, from: &place, before: edit.place)
            if let value = edit.value { members.append((edit.name, value)) }
            if !isNew(edit) { place = view.place(after: place) }
        }
        append(to: &members, from: &place, before: view.end)
        return members
    }

    /// Tells the same, of which those of the document are not made.
    func forEachPart(_ body: (JSONObject.Part) -> Void) {
        let stand = { body(.standing(view.document, $0)) }
        var place = view.first
        for edit in edits {
            view.forEachPlace(from: place, before: edit.place, stand)
            place = max(place, edit.place)
            if let value = edit.value { body(.made(edit.name, value)) }
            if !isNew(edit) { place = view.place(after: place) }
        }
        view.forEachPlace(from: place, before: view.end, stand)
    }

    /// Appends the members of the document that stand before an end.
    private func append(to members: inout [JSONObject.Member], from place: inout Int, before end: Int) {
        while place < end {
            let member: JSONObject.Member
            (member, place) = view.member(at: place)
            members.append(member)
        }
    }

    /// Tells what is other than in the document, as ``JSONObject/forEachChange(since:_:)`` does.
    func forEachChange(_ body: (String, JSONValue?, JSONValue?) -> Void) {
        for edit in edits where edit.value == nil { body(edit.name, nil, view.value(at: edit.place)) }
        for edit in edits where edit.value != nil {
            let old = isNew(edit) ? nil : view.value(at: edit.place)
            if edit.value.mayDiffer(from: old) { body(edit.name, edit.value, old) }
        }
    }
}
