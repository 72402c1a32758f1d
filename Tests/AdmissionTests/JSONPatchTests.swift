import Admission
import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// The patch of a comparison, judged by an independent implementation of RFC 6902.
@Suite struct JSONPatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: JSONValue
        let after: JSONValue
        /// Each step: what it does, and where.
        let steps: [String]

        init(_ name: String, _ before: JSONValue, _ after: JSONValue, _ steps: String...) {
            (testDescription, self.before, self.after, self.steps) = (name, before, after, steps)
        }
    }

    static let cases: [Case] = [
        Case("nothing", ["a": 1], ["a": 1]),
        Case("nothing but another order", ["a": 1, "b": 2], ["b": 2, "a": 1]),
        Case("a member more", ["a": 1], ["a": 1, "b": 2], "add /b"),
        Case("a member less", ["a": 1, "b": 2], ["a": 1], "remove /b"),
        Case("another value", ["a": 1], ["a": 2], "replace /a"),
        Case("a slash in a name", [:], ["a/b": 1], "add /a~1b"),
        Case("a tilde in a name", ["a~b": 1], ["a~b": 2], "replace /a~0b"),
        Case("both, next to each other", ["~/": 1, "/~": 1], [:], "remove /~0~1", "remove /~1~0"),
        Case("what looks escaped already", ["~1": ["~0": 1]], ["~1": ["~0": 2]], "replace /~01/~00"),
        Case("an empty name", ["": ["": 1]], ["": ["": 2]], "replace //"),
        Case("a name beyond ASCII", ["\u{e4}/": 1], ["\u{e4}/": 2], "replace /\u{e4}~1"),
        Case(
            "the memory of a defaulted schedule",
            ["metadata": ["annotations": ["x": "y"]]],
            ["metadata": ["annotations": ["x": "y", "volsync.backube/defaulted-schedule": "0 2 * * *"]]],
            "add /metadata/annotations/volsync.backube~1defaulted-schedule"
        ),
        Case("parents that do not exist come whole", [:], ["a": ["b": ["c": 1]]], "add /a"),
        Case("null is absent", ["a": .null], ["a": ["b": 1]], "add /a"),
        Case("a list is replaced whole", ["a": [1, 2]], ["a": [1, 3]], "replace /a"),
        Case("another type", ["a": [:]], ["a": []], "replace /a"),
        Case("another document", 1, 2, "replace "),
    ]

    private static func document(_ patch: JSONPatch) throws -> JSONValue { try JSONParser.parse(patch.jsonBytes) }

    @Test("Each difference is one step, at the place that RFC 6901 says", arguments: cases)
    func steps(_ example: Case) throws {
        let patch = try Self.document(JSONPatch(from: example.before, to: example.after))
        let steps = (patch.array ?? []).map { "\($0["op"]?.string ?? "?") \($0["path"]?.string ?? "?")" }
        #expect(steps == example.steps)
        #expect(try JSONPatchApplier.apply(patch, to: example.before) == example.after)
    }

    @Test(
        "A patched object is the defaulted one, and names with a slash or tilde are no obstacle",
        arguments: 1...3 as ClosedRange<UInt64>
    )
    func defaulting(seed: UInt64) throws {
        var generator = ObjectGenerator(seed: seed)
        for _ in 0..<2000 {
            let object = generator.next().setting(
                ["a~b/c": "~1", "volsync.backube/x": "y"],
                at: "metadata",
                "annotations"
            )
            let review: JSONValue = [
                "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
                "request": [
                    "uid": "u", "operation": "CREATE", "object": object,
                    "kind": ["group": "volsync.backube", "version": "v1alpha1", "kind": "KopiaMaintenance"],
                ],
            ]
            let answer = try Answer(to: review, phase: .mutate)
            let defaulting = Defaulting(object)
            #expect(answer.isAllowed == !defaulting.isMistyped)
            #expect(try answer.patchedObject == defaulting.object, "\(object.jsonText)")
            // Minimal: as many steps as there are fields, or fewer where a parent is added.
            let steps = try answer.patch?.array?.count ?? 0
            #expect(steps <= defaulting.changed.count, "\(object.jsonText)")
            #expect((steps == 0) == defaulting.changed.isEmpty, "\(object.jsonText)")
            #expect((answer.response["patchType"] == "JSONPatch") == (answer.response["patch"] != nil))
        }
    }

    @Test("Of any two objects the patch leads from the one to the other", arguments: 4...5 as ClosedRange<UInt64>)
    func anyTwo(seed: UInt64) throws {
        var generator = ObjectGenerator(seed: seed)
        var before = generator.next()
        for _ in 0..<2000 {
            let after = generator.next()
            let patch = JSONPatch(from: before, to: after)
            // A member that is null counts as absent; the comparison of values does not.
            #expect(try JSONPatchApplier.apply(Self.document(patch), to: before) == after)
            #expect(JSONPatch(from: after, to: after).isEmpty)
            before = after
        }
    }
}
