// Members of which is known what they should be: nothing else is made of them.

extension JSONObject {
    /// True if there is a member of that name that is not `null`; as good as reading it, and cheaper.
    package func has(_ name: String) -> Bool { kind(of: name).map { $0 != .null } ?? false }

    /// True if there is a member of that name that has that value; as good as comparing the two, and cheaper.
    package func has(_ name: String, equalTo value: JSONValue) -> Bool {
        switch storage {
        case .made, .edited: self[name] == value
        case .read(let view):
            view.place(of: name).map { view.has(value, at: $0) } ?? false
        }
    }

    /// The member of that name, if it is an object; nothing else is made.
    package func object(_ name: String) -> JSONObject? {
        switch storage {
        case .made, .edited: self[name]?.object
        case .read(let view): view.place(of: name, ofKind: .object).map { JSONObject(reading: view.object(at: $0)) }
        }
    }

    /// The member of that name, if it is a string; nothing else is made.
    package func string(_ name: String) -> String? {
        switch storage {
        case .made, .edited: self[name]?.string
        case .read(let view): view.place(of: name, ofKind: .string).map(view.text)
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
}
