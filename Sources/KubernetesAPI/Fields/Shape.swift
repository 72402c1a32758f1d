/// The JSON types that a field may have: the structural half of a schema, as a value.
///
/// Rules read fields through typed accessors that yield nothing for a wrong type; the shape is the one place that says
/// which type each field has, and reports every field that breaks it. The custom resource definition is held against
/// the same value by a test.
package indirect enum Shape: Sendable, Equatable {
    case string
    case boolean
    case int32
    case int64
    /// A `resource.Quantity`: a string or a whole number.
    ///
    /// The API server takes no fraction that is written as a number (`x-kubernetes-int-or-string`).
    case quantity
    case array(of: Shape)
    /// An object whose member names the user chooses.
    case map(of: Shape)
    /// An object with these fields; others are kept as they are.
    case object(ShapeFields)
    /// Anything at all: passed through unread.
    case any
}

extension Shape {
    /// Every value under `path` that has the wrong type; `null` counts as absent (Kubernetes API conventions, "Null
    /// fields").
    package func findings(in value: JSONValue, at path: FieldPath) -> Findings {
        var findings = Findings()
        check(value, at: path, into: &findings)
        return findings
    }

    /// Adds every value under `path` that has the wrong type.
    package func check(_ value: JSONValue, at path: FieldPath, into findings: inout Findings) {
        switch (self, value) {
        case (_, .null), (.any, _), (.string, .string), (.boolean, .bool), (.quantity, .string): break
        case (.int32, .number), (.int64, .number), (.quantity, .number):
            if let problem = integerProblem(value) { findings.append(.typeInvalid(path, value, problem)) }
        case (.array(let element), .array(let elements)):
            for (index, each) in elements.enumerated() {
                element.checkElement(each, at: path.index(index), into: &findings)
            }
        case (.map(let element), .object(let object)):
            for member in object { element.check(member.value, at: path.key(member.name), into: &findings) }
        case (.object(let fields), .object(let object)):
            for member in object {
                fields[member.name]?.check(member.value, at: path.field(member.name), into: &findings)
            }
        case (.object(let fields), .string(let text)):
            let example = fields.textMeans.map { ": write {\($0): \(text)}" } ?? ""
            findings.append(.typeInvalid(path, value, "must be \(noun)\(example)"))
        default:
            findings.append(.typeInvalid(path, value, "must be \(noun)"))
        }
    }

    /// An element of a list cannot be absent, so `null` is of the wrong type there.
    private func checkElement(_ value: JSONValue, at path: FieldPath, into findings: inout Findings) {
        guard value.isNull, self != .any else { return check(value, at: path, into: &findings) }
        findings.append(.typeInvalid(path, value, "must be \(noun)"))
    }

    private func integerProblem(_ value: JSONValue) -> String? {
        guard let number = value.int64 else { return "must be \(noun)" }
        guard self == .int32, Int32(exactly: number) == nil else { return nil }
        return "must be between \(Int32.min) and \(Int32.max)"
    }

    /// What the type is called in a message.
    private var noun: String {
        switch self {
        case .string: "a string"
        case .boolean: "a boolean (true or false)"
        case .int32, .int64: "an integer"
        case .quantity: "a quantity: a string such as \"10Gi\", or a whole number"
        case .array: "a list"
        case .map, .object: "an object"
        case .any: "any value"
        }
    }
}
