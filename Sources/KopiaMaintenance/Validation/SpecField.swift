import KubernetesAPI

/// One field of `spec`: its name, its JSON type, and the rules for its value.
struct SpecField: Sendable {
    /// Judges one field; it sees the whole spec, for some fields forbid or ignore others.
    typealias Rule = @Sendable (_ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding]

    let name: String
    let shape: Shape
    let rule: Rule

    init(_ name: String, _ shape: Shape, rule: @escaping Rule = { _, _ in [] }) {
        self.name = name
        self.shape = shape
        self.rule = rule
    }

    /// A field that is passed through to the pod: its rule reads the value alone, and only where there is one.
    init(_ name: String, _ shape: Shape, passedThrough rule: @escaping @Sendable (JSONValue, FieldPath) -> [Finding]) {
        self.init(name, shape) { spec, path in
            guard let value = spec.json[name] else { return [] }
            return rule(value, path)
        }
    }
}
