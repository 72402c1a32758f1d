import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// What must hold for every object, tried on thousands that were made up.
@Suite struct GeneratedObjectTests {
    private static let count = 4000

    @Test(
        "Defaulting twice is defaulting once, and validation does not depend on it",
        arguments: [1, 2, 3] as [UInt64]
    )
    func idempotence(seed: UInt64) {
        var generator = ObjectGenerator(seed: seed)
        for _ in 0..<Self.count {
            let object = generator.next()
            let once = Defaulting(object)
            let twice = Defaulting(once.object)
            #expect(twice.object == once.object, "\(object.jsonText)")
            #expect(twice.changed.isEmpty, "\(object.jsonText)")
            let direct = Validation(object)
            let afterwards = Validation(once.object)
            #expect(direct.findings == afterwards.findings, "\(object.jsonText)")
            #expect(direct.warnings == afterwards.warnings, "\(object.jsonText)")
        }
    }

    @Test(
        "Every finding leads to a place in the object, and an unchanged mistake never blocks",
        arguments: [4, 5] as [UInt64]
    )
    func ratchet(seed: UInt64) {
        var generator = ObjectGenerator(seed: seed)
        for _ in 0..<Self.count {
            let object = generator.next()
            let touched = object.setting(.bool(object["spec"]?["suspend"] != true), at: "spec", "suspend")
            let wasTyped = object["spec"]?["suspend"]?.bool != nil || object["spec"]?["suspend"] == nil
            guard wasTyped, object["spec"]?.object != nil else { continue }
            let validation = Validation(updating: object, to: touched)
            #expect(validation.findings.isEmpty, "\(object.jsonText)")
            #expect(validation.warnings.count >= Validation(object).findings.count)
        }
    }

    @Test("The generator makes both kinds: a good part of its objects is valid, a good part is not")
    func balance() {
        var generator = ObjectGenerator(seed: 6)
        let valid = (0..<Self.count).count { _ in Validation(generator.next(wellTyped: true)).findings.isEmpty }
        #expect(valid > Self.count / 100)
        #expect(valid < Self.count * 9 / 10)
    }
}
