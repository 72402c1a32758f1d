import KubernetesAPI

/// Holds a structural schema of a custom resource definition against a ``Shape``.
///
/// What the schema says beyond types (descriptions, what is kept unknown) is not a shape's matter and not compared.
enum SchemaComparison {
    /// Every difference between the two, one sentence each with its path; none if each type and each field agrees, in
    /// both directions.
    static func differences(between shape: Shape, and schema: JSONValue, at path: String) -> [String] {
        let expected = typeKeywords(of: shape)
        let actual = typeKeywords(of: schema)
        guard expected == actual else { return ["\(path) is \(actual), not \(expected)"] }
        switch shape {
        case .array(let element):
            return differences(between: element, and: schema["items"] ?? [:], at: path + "[]")
        case .map(let element):
            return differences(between: element, and: schema["additionalProperties"] ?? [:], at: path + "{}")
        case .object(let fields):
            return differences(between: fields, and: schema["properties"]?.object ?? JSONObject(), at: path)
        case .string, .boolean, .int32, .int64, .quantity, .any:
            return []
        }
    }

    private static func differences(
        between fields: ShapeFields,
        and properties: JSONObject,
        at path: String
    ) -> [String] {
        let unknown = properties.members.filter { fields[$0.name] == nil }.map { "\(path).\($0.name) is not validated" }
        return unknown
            + fields.sorted { $0.key < $1.key }.flatMap { name, shape in
                guard let schema = properties[name] else { return ["\(path).\(name) is missing"] }
                return differences(between: shape, and: schema, at: "\(path).\(name)")
            }
    }

    /// The keywords by which a schema says the type of a shape, and which part of it follows below.
    private static func typeKeywords(of shape: Shape) -> [String] {
        switch shape {
        case .string: ["string"]
        case .boolean: ["boolean"]
        case .int32: ["integer", "int32"]
        case .int64: ["integer", "int64"]
        case .quantity: ["int-or-string"]
        case .array: ["array", "items"]
        case .map: ["object", "additionalProperties"]
        case .object: ["object", "properties"]
        case .any: []
        }
    }

    private static func typeKeywords(of schema: JSONValue) -> [String] {
        var keywords: [String] = []
        if let type = schema["type"]?.string { keywords.append(type) }
        // A date is text with a format; only the formats of numbers change what JSON is accepted.
        if let format = schema["format"]?.string, format != "date-time" { keywords.append(format) }
        if schema["x-kubernetes-int-or-string"]?.bool == true { keywords.append("int-or-string") }
        return keywords + ["items", "additionalProperties", "properties"].filter { schema[$0] != nil }
    }
}
