import KubernetesAPI

/// A value in an object and its place there, with its fields as the API server's rules see them.
///
/// Decoding gives an absent or `null` field the zero value of its type, and a wrong type never gets as far as the rules.
/// So an accessor that yields a plain value yields the zero value for an absent field, and nil for a wrong type, upon
/// which a rule is silent.
struct DecodedField {
    let value: JSONValue
    private let place: Place

    /// Where a field is: mostly nobody wants to know, so its path is not made before somebody does.
    private enum Place {
        case at(FieldPath)
        case below(FieldPath, FieldPath.Segment)
    }

    init(_ value: JSONValue, at path: FieldPath) {
        self.value = value
        place = .at(path)
    }

    private init(_ value: JSONValue, below parent: FieldPath, _ segment: FieldPath.Segment) {
        self.value = value
        place = .below(parent, segment)
    }

    /// Where the value stands.
    var path: FieldPath {
        switch place {
        case .at(let path): path
        case .below(let parent, .name(let name)): parent.field(name)
        case .below(let parent, .index(let index)): parent.index(index)
        case .below(let parent, .key(let key)): parent.key(key)
        }
    }

    /// The field of that name; nil if there is none.
    subscript(name: String) -> DecodedField? {
        value[name].map { DecodedField($0, below: path, .name(name)) }
    }

    /// True if this is, or decodes to, an object: `null` decodes to one without fields.
    var isObject: Bool { value.isNull || value.object != nil }

    /// The string that this is.
    var text: String? { value.isNull ? "" : value.string }
}

// MARK: - Fields by name

extension DecodedField {
    /// The string of that name.
    func text(_ name: String) -> String? {
        guard let value = value[name] else { return "" }
        return value.string
    }

    /// The 32-bit integer of that name.
    func int32(_ name: String) -> Int32? {
        guard let value = value[name] else { return 0 }
        return value.int64.flatMap(Int32.init(exactly:))
    }

    /// How many elements the list of that name has.
    func count(_ name: String) -> Int? {
        guard let value = value[name] else { return 0 }
        return value.array?.count
    }

    /// True if the field of that name is a map, or absent and so an empty one.
    func isMap(_ name: String) -> Bool {
        value[name].map { $0.object != nil } ?? true
    }

    /// The elements of the list of that name, if it is one.
    func elements(_ name: String) -> [DecodedField] {
        guard let list = self[name] else { return [] }
        return list.elements
    }

    /// The entries of the map of that name, if it is one.
    func entries(_ name: String) -> [Entry] {
        guard let map = self[name] else { return [] }
        return map.entries
    }
}

// MARK: - Lists and maps

extension DecodedField {
    /// The elements of this list, if it is one.
    var elements: [DecodedField] {
        guard let elements = value.array else { return [] }
        let path = path
        return elements.enumerated().map { DecodedField($1, below: path, .index($0)) }
    }

    /// An entry of a map whose keys the user chose.
    struct Entry {
        let key: String
        let field: DecodedField
    }

    /// The entries of this map, if it is one, without those that are `null`: the API server drops them before it stores
    /// the object (`PruneNonNullableNullsWithoutDefaults`, k8s.io/apiextensions-apiserver).
    var entries: [Entry] {
        guard let object = value.object else { return [] }
        let path = path
        return object.filter { !$0.value.isNull }
            .map { Entry(key: $0.name, field: DecodedField($0.value, below: path, .key($0.name))) }
    }
}
