import KubernetesAPI

/// A value built from YAML, with what is needed to use it once more through an alias.
struct YAMLNode {
    /// The value as kubectl would send it; nil for infinities and NaN.
    let json: JSONValue?
    /// Where it stands.
    private(set) var map: SourceMap
    /// What it is as a key; nil unless it is a scalar.
    let scalar: YAMLValue?
    /// What stands in the document, if that is a scalar without quotes and tag.
    let plainText: String?
    /// How many values it stands for, itself included and aliases written out.
    let size: Int
    /// How many levels of mappings and sequences it has, its own included.
    let height: Int

    /// The same value in another place: an alias stands there.
    func moved(to position: SourcePosition) -> YAMLNode {
        var copy = self
        copy.map = SourceMap(position: position, content: map.content)
        return copy
    }
}

extension YAMLNode {
    /// A scalar.
    init(_ scalar: YAMLScalar, at position: SourcePosition) throws(ManifestError) {
        do throws(YAMLTagMismatch) {
            let value = try scalar.value()
            let plainText = scalar.isPlain && scalar.tag == nil ? scalar.text : nil
            let divergence = plainText.flatMap { DivergentScalar($0, as: value) }
            let map = SourceMap(position: position, content: .scalar(divergence))
            self.init(json: value.json, map: map, scalar: value, plainText: plainText, size: 1, height: 0)
        } catch { throw ManifestError(reason: .wrongTag(error.tag), position: position) }
    }

    /// A sequence of values.
    init(_ elements: [YAMLNode], at position: SourcePosition) {
        self.init(
            json: .array(elements.map { $0.json ?? .null }),
            map: SourceMap(position: position, content: .elements(elements.map(\.map))),
            scalar: nil,
            plainText: nil,
            size: elements.reduce(1) { $0 + $1.size },
            height: 1 + (elements.map(\.height).max() ?? 0)
        )
    }

    /// A mapping.
    init(_ mapping: YAMLMapping, at position: SourcePosition) {
        self.init(
            json: .object(JSONObject(members: mapping.members)),
            map: SourceMap(position: position, content: .members(mapping.places)),
            scalar: nil,
            plainText: nil,
            size: mapping.size,
            height: 1 + mapping.height
        )
    }
}
