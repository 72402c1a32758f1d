import KubernetesAPI

/// What a scalar denotes, told apart as Go's `yaml.v2` tells it.
enum YAMLValue: Equatable {
    case null
    case bool(Bool)
    /// A whole number within 64 bits, in decimal; signed or, beyond the largest signed one, unsigned.
    case integer(String)
    case float(Double)
    case string(String)
}

extension YAMLValue {
    /// The value as JSON; nil for infinities and NaN, which JSON cannot write.
    var json: JSONValue? {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let decimal): .number(JSONNumber(validated: decimal))
        case .float(let value): ShortestDecimal(value).map { .number(JSONNumber(validated: $0.jsonText)) }
        case .string(let text): .string(text)
        }
    }

    /// The name of the member whose key this is; nil for what cannot be a key.
    ///
    /// After `convertToJSONableObject` (`sigs.k8s.io/yaml/yaml.go`), which lays floats out in single precision and knows
    /// no unsigned keys.
    var memberName: String? {
        switch self {
        case .null: nil
        case .bool(let value): value ? "true" : "false"
        case .integer(let decimal): Int64(decimal) == nil ? nil : decimal
        case .float(let value): Self.memberName(of: Float(value))
        case .string(let text): text
        }
    }

    private static func memberName(of value: Float) -> String {
        if let decimal = ShortestDecimal(value) { return decimal.generalText }
        return value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf"
    }
}
