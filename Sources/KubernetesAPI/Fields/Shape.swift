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
    package func findings(in value: JSONValue, at path: FieldPath) -> [Finding] {
        var findings: [Finding] = []
        check(value, at: path, into: &findings)
        return findings
    }

    /// True if the value has the right types throughout, and no field that the shape has not.
    package func fits(_ value: JSONValue) -> Bool { accepts(value, othersToo: false) }

    private func check(_ value: JSONValue, at path: FieldPath, into findings: inout [Finding]) {
        guard !accepts(value, othersToo: true) else { return }
        switch (self, value) {
        case (.int32, .number), (.int64, .number), (.quantity, .number):
            findings.append(.typeInvalid(path, value, integerProblem(value)))
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
        default:
            findings.append(.typeInvalid(path, value, "must be \(noun)"))
        }
    }

    private func checkElement(_ value: JSONValue, at path: FieldPath, into findings: inout [Finding]) {
        guard value.isNull, self != .any else { return check(value, at: path, into: &findings) }
        findings.append(.typeInvalid(path, value, "must be \(noun)"))
    }

    /// True if nothing under `value` has the wrong type: nearly always, so this makes no paths.
    ///
    /// Fields that the shape has not pass if `othersToo`.
    private func accepts(_ value: JSONValue, othersToo: Bool) -> Bool {
        if value.isNull { return true }
        switch self {
        case .any: return true
        case .string: if case .string = value { return true }
        case .boolean: if case .bool = value { return true }
        case .int32: if case .number(let number) = value { return number.int64.flatMap(Int32.init(exactly:)) != nil }
        case .int64: if case .number(let number) = value { return number.int64 != nil }
        case .quantity:
            if case .string = value { return true }
            if case .number(let number) = value { return number.int64 != nil }
        case .array(let element):
            if case .array(let elements) = value {
                return elements.allSatisfy { element.acceptsElement($0, othersToo: othersToo) }
            }
        case .map(let element):
            if case .object(let object) = value {
                return object.membersSatisfy { _, kind, value in
                    element.accepts(kind, value, othersToo: othersToo)
                }
            }
        case .object(let fields):
            if case .object(let object) = value {
                return object.membersSatisfy { name, kind, value in
                    fields.shape(of: name)?.accepts(kind, value, othersToo: othersToo) ?? othersToo
                }
            }
        }
        return false
    }

    /// The same for a member: of most its kind says enough, and no value is made.
    private func accepts(_ kind: JSONToken.Kind, _ value: () -> JSONValue, othersToo: Bool) -> Bool {
        switch (self, kind) {
        case (_, .null), (.any, _), (.string, .string), (.quantity, .string), (.boolean, .true), (.boolean, .false):
            true
        default: accepts(value(), othersToo: othersToo)
        }
    }

    /// An element of a list cannot be absent, so `null` is of the wrong type there.
    private func acceptsElement(_ value: JSONValue, othersToo: Bool) -> Bool {
        if value.isNull, case .any = self { return true }
        return !value.isNull && accepts(value, othersToo: othersToo)
    }

    private func integerProblem(_ value: JSONValue) -> String {
        value.int64 == nil ? "must be \(noun)" : "must be between \(Int32.min) and \(Int32.max)"
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
