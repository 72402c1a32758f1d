package import KubernetesAPI

/// The judgement of an object: every mistake at once, in field order, and what the user should know besides.
package struct Validation: Hashable, Sendable {
    /// The mistakes; an object is valid if there are none.
    package private(set) var findings: [Finding]

    /// Advice that rejects nothing.
    package private(set) var warnings: [String]

    private static let nothing = Validation(findings: [], warnings: [])

    private init(findings: [Finding], warnings: [String]) {
        self.findings = findings
        self.warnings = warnings
    }

    /// Judges an object that is new.
    ///
    /// Defaulting is applied first, so the judgement does not depend on whether the mutating webhook has been asked.
    package init(_ object: JSONValue) {
        let object = KopiaMaintenance(Defaulting(object).object)
        self.init(findings: Self.findings(in: object), warnings: AdviceRules.warnings(for: object))
    }

    /// Judges a change of an object.
    ///
    /// An object whose spec is unchanged, or that is being deleted, is always admitted: labels must go on and finalizers
    /// come off, whatever an older release let in. Of a changed spec a mistake that the stored object already had, at
    /// the same place with the same value, is a warning only.
    package init(updating old: JSONValue, to new: JSONValue) {
        guard !ObjectMetadata(new["metadata"]).isBeingDeleted, Self.specDiffers(old, new) else {
            self = .nothing
            return
        }
        self.init(new)
        guard !findings.isEmpty else { return }
        let known = Ratchet(old)
        warnings += findings.filter(known.covers(new)).map {
            "\($0.path) still has a mistake from before this update: correct it soon"
        }
        findings.removeAll(where: known.covers(new))
    }
}

// MARK: - The chain

extension Validation {
    /// Tells whether the user changed the spec; what defaulting alone added to it is no change of theirs.
    private static func specDiffers(_ old: JSONValue, _ new: JSONValue) -> Bool {
        old["spec"] != new["spec"] && Defaulting(old).object["spec"] != Defaulting(new).object["spec"]
    }

    private static let specPath = FieldPath("spec")

    /// Every field's type and rules, in field order.
    private static func findings(in object: KopiaMaintenance) -> [Finding] {
        guard let spec = object.json["spec"] else { return [.required(specPath, "a KopiaMaintenance needs a spec")] }
        guard spec.object != nil else { return typeFindings(in: object.json) }
        return SpecFields.all.flatMap { field in
            let path = specPath.field(field.name)
            let types = spec[field.name].map { field.shape.findings(in: $0, at: path) } ?? []
            return types + field.rule(object.spec, path)
        }
    }

    /// The fields of `spec` that have the wrong JSON type.
    static func typeFindings(in object: JSONValue) -> [Finding] {
        guard let spec = object["spec"] else { return [] }
        return SpecFields.shape.findings(in: spec, at: specPath)
    }
}

/// The mistakes of the stored object, which an update may keep.
private struct Ratchet {
    private let object: JSONValue
    private let findings: Set<Key>

    private struct Key: Hashable {
        let path: FieldPath
        let cause: Finding.Cause
    }

    init(_ object: JSONValue) {
        self.object = object
        findings = Set(Validation(object).findings.map { Key(path: $0.path, cause: $0.cause) })
    }

    /// Tells whether a finding about `new` was there before: same place, same kind, same value.
    func covers(_ new: JSONValue) -> (Finding) -> Bool {
        { finding in
            findings.contains(Key(path: finding.path, cause: finding.cause))
                && object.value(at: finding.path) == new.value(at: finding.path)
        }
    }
}
