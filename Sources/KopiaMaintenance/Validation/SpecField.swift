import KubernetesAPI

/// One field of `spec`: its name, its JSON type, and the rules for its value.
///
/// A class, so that going through the fields copies none of what they hold.
final class SpecField: Sendable {
    let name: String
    let shape: Shape
    private let table: ShapeTable
    private let rule: Rule

    private enum Rule {
        case none
        case retired
        case always(@Sendable (_ spec: DecodedField, inout Findings) -> Void)
        case whereGiven(ClusterRule)
    }

    /// A rule for a value, of that spec, on that cluster.
    typealias ClusterRule = @Sendable (DecodedField, _ spec: DecodedField, ClusterCapabilities, inout Findings) -> Void

    private init(_ name: String, _ shape: Shape, _ rule: Rule) {
        self.name = name
        self.shape = shape
        self.rule = rule
        table = ShapeTable(shape)
    }

    /// A field of which every value of its type is right.
    convenience init(_ name: String, _ shape: Shape) { self.init(name, shape, .none) }

    /// A field of which any value passes and none is read.
    convenience init(retired name: String) { self.init(name, .any, .retired) }

    /// A field whose rule has something to say where the field is absent, too.
    convenience init(
        _ name: String,
        _ shape: Shape,
        always rule: @escaping @Sendable (_ spec: DecodedField, inout Findings) -> Void
    ) {
        self.init(name, shape, .always(rule))
    }

    /// A field whose value another field of the spec may forbid or make meaningless.
    convenience init(
        _ name: String,
        _ shape: Shape,
        inSpec rule: @escaping @Sendable (DecodedField, _ spec: DecodedField, inout Findings) -> Void
    ) {
        self.init(name, shape, .whereGiven { field, spec, _, findings in rule(field, spec, &findings) })
    }

    /// A field of whose values some exist in some clusters only.
    convenience init(
        _ name: String,
        _ shape: Shape,
        onCluster rule: @escaping ClusterRule
    ) {
        self.init(name, shape, .whereGiven(rule))
    }

    /// A field whose rule reads the value alone.
    convenience init(_ name: String, _ shape: Shape, rule: @escaping @Sendable (DecodedField, inout Findings) -> Void) {
        self.init(name, shape, .whereGiven { field, _, _, findings in rule(field, &findings) })
    }

    /// Appends the mistakes in this field: of type first, then those that its rule finds.
    ///
    /// - Returns: whether the value, if there is one, has the right types and no field that is unknown or retired.
    func judge(
        _ field: DecodedField?,
        of spec: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) -> Bool {
        var isPlain = true
        if let field {
            isPlain = table.fits(field)
            if !isPlain { shape.check(field, into: &findings) }
        }
        switch rule {
        case .none: break
        case .retired: return field == nil
        case .always(let rule): rule(spec, &findings)
        case .whereGiven(let rule): if let field { rule(field, spec, cluster, &findings) }
        }
        return isPlain
    }
}
