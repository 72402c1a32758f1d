import KubernetesAPI
import TestSupport
import Testing

@testable import KopiaMaintenance

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

    @Test("The generator writes every field that there is, at every depth")
    func completeness() {
        var generator = ObjectGenerator(seed: 7)
        var written: Set<String> = []
        for _ in 0..<Self.count {
            guard let spec = generator.next()["spec"] else { continue }
            Self.collect(spec, SpecFields.shape, at: "spec", into: &written)
        }
        let retired = Set((RetiredFields.all + MisnamedFields.all).map { "spec.\($0.name)" })
            .union(MisnamedFields.ofRepository.map { "spec.repository.\($0.name)" })
        let all = Self.places(in: SpecFields.shape, at: "spec").subtracting(retired)
        #expect(all.subtracting(written).sorted() == [])
        #expect(all.count > 150)
    }

    /// The place of every scalar, list and map of a shape.
    private static func places(in shape: Shape, at path: String) -> Set<String> {
        switch shape {
        case .object(let fields):
            fields.reduce(into: []) { $0.formUnion(places(in: $1.value, at: "\(path).\($1.key)")) }
        case .array(let element), .map(let element): places(in: element, at: "\(path)[]").union([path])
        default: [path]
        }
    }

    /// Those places that a value fills.
    private static func collect(_ value: JSONValue, _ shape: Shape, at path: String, into places: inout Set<String>) {
        switch (shape, value) {
        case (_, .null): break
        case (.object(let fields), .object(let object)):
            for member in object.members {
                guard let shape = fields[member.name] else { continue }
                collect(member.value, shape, at: "\(path).\(member.name)", into: &places)
            }
        case (.array(let element), .array(let elements)):
            places.insert(path)
            for value in elements { collect(value, element, at: "\(path)[]", into: &places) }
        case (.map(let element), .object(let object)):
            places.insert(path)
            for member in object.members { collect(member.value, element, at: "\(path)[]", into: &places) }
        default: places.insert(path)
        }
    }
}
