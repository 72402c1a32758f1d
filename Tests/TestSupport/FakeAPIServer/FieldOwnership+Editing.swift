import KubernetesAPI

extension FieldOwnership {
    /// The object with a field set; what leads to it is made.
    static func setting(_ field: Field, to value: JSONValue, in object: JSONValue) -> JSONValue {
        edit(object, field[...], value) ?? .null
    }

    /// The object without a field, and without the parents that become empty by it.
    static func removing(_ field: Field, from object: JSONValue) -> JSONValue {
        edit(object, field[...], nil) ?? .object(JSONObject())
    }

    private static func edit(_ value: JSONValue?, _ path: ArraySlice<Step>, _ new: JSONValue?) -> JSONValue? {
        guard let step = path.first else { return new }
        let rest = path.dropFirst()
        switch step {
        case .member(let name):
            var object = value?.object ?? JSONObject()
            object[name] = edit(object[name], rest, new)
            return object.isEmpty ? nil : .object(object)
        case .keyed(let key, let id):
            var elements = value?.array ?? []
            let index = elements.firstIndex { $0[key]?.string == id }
            let old = index.map { elements[$0] } ?? .object(JSONObject(members: [(key, .string(id))]))
            let edited = edit(old, rest, new)
            // The key alone is no element any more.
            let remaining = edited?.object?.count == 1 && new == nil ? nil : edited
            if let index, let remaining {
                elements[index] = remaining
            } else if let index {
                elements.remove(at: index)
            } else if let remaining {
                elements.append(remaining)
            }
            return elements.isEmpty ? nil : .array(elements)
        case .element(let element):
            var elements = value?.array ?? []
            elements.removeAll { $0 == element }
            if new != nil { elements.append(element) }
            return elements.isEmpty ? nil : .array(elements)
        }
    }
}

extension [FieldOwnership.Step] {
    /// The field as the API server prints it in a conflict.
    var printed: String {
        map { step in
            switch step {
            case .member(let name): ".\(name)"
            case .keyed(let key, let value): "[\(key)=\"\(value)\"]"
            case .element(let value): "[\(value.jsonText)]"
            }
        }.joined()
    }
}
