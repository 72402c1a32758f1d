import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// One row of a table: a value of one field of `spec`, and what the rules find in it.
struct PodTemplateCase: Sendable, CustomTestStringConvertible {
    /// What the row shows.
    let name: String
    let field: PodTemplateField
    /// The field's value as JSON text.
    let json: String
    let expected: [ExpectedFinding]
    /// True where this project refuses what the API server would take.
    let isOwnRule: Bool

    init(
        _ name: String,
        _ field: PodTemplateField,
        _ json: String,
        _ expected: [ExpectedFinding] = [],
        isOwnRule: Bool = false
    ) {
        self.name = name
        self.field = field
        self.json = json
        self.expected = expected
        self.isOwnRule = isOwnRule
    }

    var testDescription: String { "\(field.rawValue): \(name)" }

    /// Runs the rules of the field and compares.
    func check() throws {
        let value = try JSONParser.parse(json.utf8)
        #expect(field.findings(in: value).map(ExpectedFinding.init) == expected)
    }
}

/// The fields of `spec` that the rules are for.
enum PodTemplateField: String, CaseIterable, Sendable {
    case resources, podSecurityContext, containerSecurityContext, moverPodLabels, nodeSelector, tolerations, affinity
    case moverVolumes
    /// The whole of `spec`, for the rules that need both security contexts.
    case spec

    /// What is found for a cluster: the latest one as it is by default, unless another is asked about.
    func findings(in value: JSONValue, on cluster: ClusterCapabilities = .latest) -> Findings {
        let object: JSONValue =
            self == .spec ? ["spec": value] : ["spec": .object(JSONObject(members: [(rawValue, value)]))]
        return DecodedObject(object).read { object in
            var findings = Findings()
            if let spec = object["spec"] { check(spec, cluster, into: &findings) }
            return findings
        }
    }

    private func check(
        _ spec: DecodedField,
        _ cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        guard self != .spec else {
            Self.podSecurityContext.check(spec, cluster, into: &findings)
            return Self.containerSecurityContext.check(spec, cluster, into: &findings)
        }
        guard let field = spec[rawValue] else { return }
        switch self {
        case .resources: PodTemplateRules.resources(field, on: cluster, into: &findings)
        case .podSecurityContext: PodTemplateRules.podSecurityContext(field, of: spec, on: cluster, into: &findings)
        case .containerSecurityContext:
            PodTemplateRules.containerSecurityContext(field, of: spec, on: cluster, into: &findings)
        case .moverPodLabels: PodTemplateRules.moverPodLabels(field, into: &findings)
        case .nodeSelector: PodTemplateRules.nodeSelector(field, into: &findings)
        case .tolerations: PodTemplateRules.tolerations(field, on: cluster, into: &findings)
        case .affinity: PodTemplateRules.affinity(field, ofPodsWith: nil, into: &findings)
        case .moverVolumes: PodTemplateRules.moverVolumes(field, into: &findings)
        case .spec: break
        }
    }

    /// Nil for the whole of `spec`.
    var shape: Shape? {
        switch self {
        case .resources: .resources
        case .podSecurityContext: .podSecurityContext
        case .containerSecurityContext: .containerSecurityContext
        case .moverPodLabels: .moverPodLabels
        case .nodeSelector: .nodeSelector
        case .tolerations: .tolerations
        case .affinity: .affinity
        case .moverVolumes: .moverVolumes
        case .spec: nil
        }
    }
}

/// A finding as a table writes it: its kind, and the line that kubectl prints.
///
/// A line that ends in `…` stands for all that begin so.
struct ExpectedFinding: Sendable, CustomStringConvertible {
    let cause: Finding.Cause
    let line: String

    init(_ cause: Finding.Cause, _ line: String) {
        self.cause = cause
        self.line = line
    }

    init(_ finding: Finding) { self.init(finding.cause, finding.description) }

    var description: String { "\(cause.rawValue) \(line)" }

    static func duplicate(_ line: String) -> Self { Self(.duplicate, line) }
    static func forbidden(_ line: String) -> Self { Self(.forbidden, line) }
    static func invalid(_ line: String) -> Self { Self(.invalid, line) }
    static func notSupported(_ line: String) -> Self { Self(.notSupported, line) }
    static func required(_ line: String) -> Self { Self(.required, line) }
    static func tooLong(_ line: String) -> Self { Self(.tooLong, line) }
}

extension ExpectedFinding: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        guard left.cause == right.cause else { return false }
        if left.line.hasSuffix("…") { return right.line.hasPrefix(left.line.dropLast()) }
        if right.line.hasSuffix("…") { return left.line.hasPrefix(right.line.dropLast()) }
        return left.line == right.line
    }
}
