package import KubernetesAPI

/// The judgement of an object: every mistake at once, in field order, and what the user should know besides.
package struct Validation: Hashable, Sendable {
    /// The mistakes; an object is valid if there are none.
    package internal(set) var findings: Findings

    /// Advice that rejects nothing.
    package private(set) var warnings: [String]

    private static let nothing = Validation(findings: [])

    private init(findings: Findings) {
        self.findings = findings
        warnings = []
    }

    /// A stored object with more mistakes than these keeps none of the others through an update of its spec.
    ///
    /// Twice what is listed of a new object: an object with so many was made by a program, and to compare five times as
    /// many takes longer than all else.
    private static let oldMistakesLimit = 2 * Findings.usualLimit

    /// Judges an object that is new.
    ///
    /// Defaulting is applied first, so the judgement does not depend on whether the mutating webhook has been asked.
    package init(_ object: JSONValue, on cluster: ClusterCapabilities = .unknown) {
        self.init(Defaulting(unrecorded: object, after: nil), on: cluster, limit: Findings.usualLimit)
    }

    private init(_ defaulting: Defaulting, on cluster: ClusterCapabilities, limit: Int) {
        self = DecodedObject(defaulting.object).read { object in
            guard let spec = object["spec"] else {
                return Validation(findings: [.required(Self.specPath, "a KopiaMaintenance needs a spec")])
            }
            guard spec.isObject else {
                var findings = Findings()
                SpecFields.shape.check(spec, into: &findings)
                return Validation(findings: findings)
            }
            return Validation(spec, on: cluster, limit: limit)
        }
    }

    /// Judges a change of an object.
    ///
    /// An object whose spec is unchanged, or that is being deleted, is always admitted: labels must go on and finalizers
    /// come off, whatever an older release let in. Of a changed spec a mistake that the stored object already had, at
    /// the same place with the same value, is a warning only, up to ``oldMistakesLimit``.
    package init(updating old: JSONValue, to new: JSONValue, on cluster: ClusterCapabilities = .unknown) {
        self = .nothing
        guard !ObjectMetadata(of: new).isBeingDeleted else { return }
        guard old.object != nil else {
            self.init(new, on: cluster)
            return
        }
        guard !old.hasSame("spec", as: new) else { return }
        let wanted = Defaulting(unrecorded: new, after: old)
        self.init(wanted, on: cluster, limit: Self.oldMistakesLimit)
        guard !findings.isEmpty || !warnings.isEmpty else { return }
        // What defaulting alone added to the spec is no change of the user's.
        let stored = Defaulting(unrecorded: old, after: nil)
        guard stored.changed.isEmpty && wanted.changed.isEmpty || !stored.object.hasSame("spec", as: wanted.object)
        else {
            self = .nothing
            return
        }
        guard !findings.isEmpty else { return }
        let known = Validation(stored, on: cluster, limit: Self.oldMistakesLimit).findings
        // Which mistakes are old shows only where the old ones are listed; else no more is listed than of a new object.
        if known.total <= Findings.usualLimit { findings = findings.listing(atMost: Findings.usualLimit) }
        let ratchet = Ratchet(from: old, to: new, known: known)
        let (old, blocking) = findings.parted(by: ratchet.covers)
        warnings += old.map { "\($0.path) still has a mistake from before this update: correct it soon" }
        findings = blocking
    }
}

// MARK: - The chain

extension Validation {
    private static let specPath = FieldPath("spec")

    /// Every field's type and rules, in field order.
    private init(_ spec: DecodedField, on cluster: ClusterCapabilities, limit: Int) {
        self.init(findings: Findings(limit: limit))
        let (fields, given) = (SpecFields.all, spec.fields(SpecFields.names))
        var isPlain = true
        for index in fields.indices
        where !fields[index].judge(given[index], of: spec, on: cluster, into: &findings) { isPlain = false }
        warnings = AdviceRules.warnings(for: spec, isPlain: isPlain)
        warnings += findings.warnings
    }

    /// The fields of `spec` that have the wrong JSON type.
    static func typeFindings(in object: JSONValue) -> Findings {
        guard let spec = object.object("spec") else {
            // Of another type, if it is there.
            return object.has("spec") ? SpecFields.shape.findings(in: object["spec"] ?? .null, at: specPath) : []
        }
        guard SpecFields.table.takes(.object(spec)) != true else { return [] }
        return SpecFields.shape.findings(in: .object(spec), at: specPath)
    }
}

/// The mistakes of the stored object, which an update may keep.
private struct Ratchet {
    private let comparison: PathComparison
    private let known: Set<Finding>

    init(from old: JSONValue, to new: JSONValue, known: Findings) {
        comparison = PathComparison(old, new)
        self.known = Set(known)
    }

    /// Tells whether a finding about the new object was there before: same place, same kind, same value.
    ///
    /// A finding that shows no value is about what conflicts there, or about what is missing from the object around it.
    func covers(_ finding: Finding) -> Bool {
        guard known.contains(finding) else { return false }
        guard !finding.showsValue else { return true }
        return switch comparison.outcome(at: finding.path) {
        case .equal: true
        case .different, .appeared: false
        case .absent: finding.path.parent.map { comparison.outcome(at: $0) != .different } ?? true
        }
    }
}
