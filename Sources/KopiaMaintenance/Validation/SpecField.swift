import KubernetesAPI

/// One field of `spec`: its name, its JSON type, and the rules for its value.
struct SpecField: Sendable {
    let name: String
    let shape: Shape
    private let path: FieldPath
    private let rule: Rule

    private enum Rule {
        case none
        case always(@Sendable (_ spec: KopiaMaintenanceSpec, FieldPath) -> [Finding])
        case whereGiven(@Sendable (JSONValue, _ spec: KopiaMaintenanceSpec, FieldPath) -> [Finding])
    }

    private init(_ name: String, _ shape: Shape, _ rule: Rule) {
        self.name = name
        self.shape = shape
        self.rule = rule
        path = FieldPath("spec").field(name)
    }

    /// A field of which every value of its type is right.
    init(_ name: String, _ shape: Shape) { self.init(name, shape, .none) }

    /// A field whose rule has something to say where the field is absent, too.
    init(
        _ name: String,
        _ shape: Shape,
        always rule: @escaping @Sendable (_ spec: KopiaMaintenanceSpec, FieldPath) -> [Finding]
    ) {
        self.init(name, shape, .always(rule))
    }

    /// A field whose value another field of the spec may forbid or make meaningless.
    init(
        _ name: String,
        _ shape: Shape,
        inSpec rule: @escaping @Sendable (JSONValue, _ spec: KopiaMaintenanceSpec, FieldPath) -> [Finding]
    ) {
        self.init(name, shape, .whereGiven(rule))
    }

    /// A field whose rule reads the value alone.
    init(_ name: String, _ shape: Shape, rule: @escaping @Sendable (JSONValue, FieldPath) -> [Finding]) {
        self.init(name, shape, .whereGiven { value, _, path in rule(value, path) })
    }

    /// Appends the mistakes in this field: of type first, then those that its rule finds.
    ///
    /// - Returns: whether the value, if there is one, has the right types and no field that is unknown.
    func judge(_ spec: KopiaMaintenanceSpec, into findings: inout [Finding]) -> Bool {
        let value = spec.json[name]
        let isPlain = value.map(shape.fits) ?? true
        if let value, !isPlain { findings += shape.findings(in: value, at: path) }
        switch rule {
        case .none: break
        case .always(let rule): findings += rule(spec, path)
        case .whereGiven(let rule): if let value { findings += rule(value, spec, path) }
        }
        return isPlain
    }
}
