import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// What an update may keep that a new object may not have (requirements §4).
@Suite struct UpdateTests {
    private static let broken: JSONValue = .kopiaMaintenance([
        "repository": ["repository": "Bad_Name"], "cacheCapacity": "0", "suspend": false,
    ])

    @Test("An object whose spec is unchanged is admitted, whatever the spec holds")
    func unchangedSpec() {
        let labelled = Self.broken.setting(["a": "b"], at: "metadata", "labels")
        let validation = Validation(updating: Self.broken, to: labelled)
        #expect(validation.findings.isEmpty)
        #expect(validation.warnings.isEmpty)
    }

    @Test("A spec that differs only by what defaulting adds is unchanged")
    func defaultedSpec() {
        let defaulted = Defaulting(Self.broken).object
        #expect(defaulted != Self.broken)
        #expect(Validation(updating: Self.broken, to: defaulted).warnings.isEmpty)
    }

    @Test("An object that is being deleted is admitted, even with a changed spec")
    func deletion() {
        let dying = Self.broken.setting("2026-01-01T00:00:00Z", at: "metadata", "deletionTimestamp")
            .setting("Worse_Name", at: "spec", "repository", "repository")
        #expect(Validation(updating: Self.broken, to: dying).findings.isEmpty)
    }

    @Test("A mistake that was there before becomes a warning, and a new one is rejected alone")
    func ratchet() {
        let changed = Self.broken.setting(-1, at: "spec", "failedJobsHistoryLimit")
        let validation = Validation(updating: Self.broken, to: changed)
        #expect(validation.findings.map(\.path.description) == ["spec.failedJobsHistoryLimit"])
        #expect(
            validation.warnings == [
                "spec.repository.repository still has a mistake from before this update: correct it soon",
                "spec.cacheCapacity still has a mistake from before this update: correct it soon",
            ]
        )
    }

    @Test(
        "An update without an old object is judged as a new object is",
        arguments: [broken, broken.setting(nil, at: "spec"), .kopiaMaintenance(["repository": ["repository": "fine"]])]
    )
    func nothingToCompareWith(object: JSONValue) {
        #expect(Validation(updating: .null, to: object) == Validation(object))
    }

    @Test("However many mistakes were there before, only what is new is rejected")
    func manyMistakes() {
        let many = Findings.usualLimit + 500
        let tolerations = JSONValue.array(Array(repeating: ["key": "-", "operator": "Exists"], count: many))
        let old = Self.broken.setting(tolerations, at: "spec", "tolerations")
        #expect(Validation(old).findings.unlisted == 502)
        let changed = old.setting(true, at: "spec", "suspend")
        #expect(Validation(updating: old, to: changed).findings.isEmpty)
        #expect(Validation(updating: old, to: changed).warnings.count == many + 2)
        let mended = changed.setting("1Gi", at: "spec", "cacheCapacity").setting("-", at: "spec", "serviceAccountName")
        let findings = Validation(updating: old, to: mended).findings
        #expect(findings.map(\.path.description) == ["spec.serviceAccountName"] && findings.total == 1)
    }

    @Test("Of more old mistakes than two thousand the others are rejected, whatever changes")
    func tooManyOldMistakes() {
        let limit = 2 * Findings.usualLimit
        let tolerations = JSONValue.array(Array(repeating: ["key": "-", "operator": "Exists"], count: limit))
        let old = Self.broken.setting(tolerations, at: "spec", "tolerations")
        let validation = Validation(updating: old, to: old.setting(true, at: "spec", "suspend"))
        // The two others of the object are beyond what is compared.
        #expect(validation.warnings.count == limit)
        #expect(validation.findings.count == 0 && validation.findings.unlisted == 2 && !validation.findings.isEmpty)
    }

    @Test("More new mistakes than can be listed are rejected, and the others counted")
    func manyNewMistakes() {
        let many = Findings.usualLimit + 500
        let tolerations = JSONValue.array(Array(repeating: ["key": "-", "operator": "Exists"], count: many))
        let changed = Self.broken.setting(tolerations, at: "spec", "tolerations")
        let findings = Validation(updating: Self.broken, to: changed).findings
        // The listed mistake that is old is not counted; the other one stands behind what can be listed.
        #expect(findings.count == Findings.usualLimit - 1 && findings.unlisted == 502)
        #expect(findings.allSatisfy { $0.path.description.hasPrefix("spec.tolerations[") })
    }

    @Test("A mistake whose value changed to another mistake is rejected")
    func otherMistake() {
        let changed = Self.broken.setting("-5Gi", at: "spec", "cacheCapacity")
        let validation = Validation(updating: Self.broken, to: changed)
        #expect(validation.findings.map(\.path.description) == ["spec.cacheCapacity"])
        #expect(validation.warnings.count == 1)
    }
}
