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
        DecodedObject(value, at: path).read { check($0, into: &findings) }
        return findings
    }

    /// Adds the field if it has the wrong type, and every value inside it that has.
    ///
    /// Goes as deep as the shape, which is finite. Where a mistake is is looked up once it is one.
    package func check(_ field: DecodedField, into findings: inout Findings) {
        switch (self, field.kind) {
        case (_, .null), (.any, _), (.string, .string), (.boolean, .true), (.boolean, .false), (.quantity, .string):
            break
        case (.int32, .number), (.int64, .number), (.quantity, .number):
            if !isMet(byNumber: field) { findings.append(.typeInvalid(field, integerProblem(field))) }
        case (.array(let element), .array):
            for each in field.elements { element.checkElement(each, into: &findings) }
        case (.map(let element), .object):
            field.forEachMember { element.check($0.asEntry, into: &findings) }
        case (.object(let fields), .object):
            field.forEachMember { fields[$0]?.check($0, into: &findings) }
        case (.object(let fields), .string):
            findings.append(.typeInvalid(field, "must be \(noun)\(Self.example(fields, field.string ?? ""))"))
        default:
            findings.append(.typeInvalid(field, "must be \(noun)"))
        }
    }

    /// An element of a list cannot be absent, so `null` is of the wrong type there.
    private func checkElement(_ field: DecodedField, into findings: inout Findings) {
        guard field.isNull, self != .any else { return check(field, into: &findings) }
        findings.append(.typeInvalid(field, "must be \(noun)"))
    }

    /// True if a number is such as is wanted here.
    private func isMet(byNumber field: DecodedField) -> Bool {
        guard let number = field.int64 else { return false }
        if case .int32 = self { return Int32(exactly: number) != nil }
        return true
    }

    /// What is wrong with a number that is not.
    private func integerProblem(_ field: DecodedField) -> String {
        field.int64 == nil ? "must be \(noun)" : "must be between \(Int32.min) and \(Int32.max)"
    }

    private static func example(_ fields: ShapeFields, _ text: String) -> String {
        fields.textMeans.map { ": write {\($0): \(text)}" } ?? ""
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
