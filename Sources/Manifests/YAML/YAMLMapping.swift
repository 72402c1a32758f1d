import KubernetesAPI

/// The members of a mapping while it is read.
///
/// After `decoder.mapping` and `decoder.merge` of Go's `yaml.v2`: members and merge keys take effect in the order in
/// which they stand, so that a merge key overrides what stands before it and is overridden by what stands after it.
struct YAMLMapping {
    private(set) var members: [JSONObject.Member] = []
    private(set) var places: [String: SourceMap.Member] = [:]
    /// How many values there are, the mapping included.
    private(set) var size = 1
    /// The greatest height of a value.
    private(set) var height = 0

    private var indices: [String: Int] = [:]
    private var keys: [String: SourcePosition] = [:]

    /// Adds a member that stands in the mapping itself; each name may do so once.
    mutating func set(_ key: YAMLNode, at position: SourcePosition, to value: YAMLNode) throws(ManifestError) {
        guard let name = key.scalar?.memberName else { throw ManifestError(reason: .invalidKey, position: position) }
        if let first = keys.updateValue(position, forKey: name) {
            throw ManifestError(reason: .duplicateKey(first: first), position: position)
        }
        let divergence = key.plainText.flatMap { text in key.scalar.flatMap { DivergentScalar(name: text, as: $0) } }
        put(name, value.json ?? .null, SourceMap.Member(name: position, value: value.map, divergentName: divergence))
        count(value)
    }

    /// Adds the members of the value of a merge key: a mapping, or a sequence of mappings of which the first wins.
    mutating func merge(_ value: YAMLNode, isAlias: Bool) throws(ManifestError) {
        switch (value.json, value.map.content) {
        case (.object(let object), .members(let places)): put(object, places)
        // An alias may stand in the sequence, but not for it.
        case (.array(let elements), .elements(let maps)) where !isAlias:
            for (element, map) in zip(elements, maps).reversed() {
                guard case .object(let object) = element, case .members(let places) = map.content else {
                    throw ManifestError(reason: .invalidMerge, position: map.position)
                }
                put(object, places)
            }
        default: throw ManifestError(reason: .invalidMerge, position: value.map.position)
        }
        count(value)
    }

    private mutating func put(_ object: JSONObject, _ places: [String: SourceMap.Member]) {
        for member in object.members {
            guard let place = places[member.name] else { continue }
            put(member.name, member.value, place)
        }
    }

    private mutating func put(_ name: String, _ value: JSONValue, _ place: SourceMap.Member) {
        if let index = indices[name] {
            members[index].value = value
        } else {
            indices[name] = members.count
            members.append((name: name, value: value))
        }
        places[name] = place
    }

    private mutating func count(_ value: YAMLNode) {
        size += value.size
        height = max(height, value.height)
    }
}
