import Admission
import KubernetesAPI
import TestSupport
import Testing

/// Objects with more mistakes, or longer ones, than anybody reads.
@Suite struct LongRejectionTests {
    /// The answer to the creation of an object with that spec.
    private static func answer(_ spec: JSONValue) throws -> Answer {
        try Answer(
            to: [
                "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
                "request": [
                    "uid": "u", "operation": "CREATE", "name": "x",
                    "kind": ["group": "volsync.backube", "version": "v1alpha1", "kind": "KopiaMaintenance"],
                    "object": ["metadata": ["name": "x"], "spec": spec],
                ],
            ],
            phase: .validate
        )
    }

    private static func tolerations(_ count: Int) -> JSONValue {
        [
            "repository": ["repository": "r"],
            "tolerations": .array(Array(repeating: ["operator": "Near", "key": "k"], count: count)),
        ]
    }

    @Test("As many mistakes as fit a screen or two are all listed")
    func all() throws {
        let answer = try Self.answer(Self.tolerations(100))
        #expect(answer.causes == (0..<100).map { "spec.tolerations[\($0)].operator FieldValueNotSupported" })
    }

    @Test("Beyond a hundred mistakes the others are counted")
    func counted() throws {
        let answer = try Self.answer(Self.tolerations(20_000))
        #expect(answer.isAllowed == false)
        #expect(answer.causes.count == 101)
        #expect(answer.causes[99] == "spec.tolerations[99].operator FieldValueNotSupported")
        let last = answer.response["status"]?["details"]?["causes"]?.array?.last
        #expect(last?["field"] == "spec")
        #expect(last?["message"] == "Too many: 19900 more mistakes are not listed")
        #expect(
            answer.response["status"]?["message"]?.string?
                .hasSuffix(", spec: Too many: 19900 more mistakes are not listed]") == true
        )
        // The object has half a megabyte.
        #expect(answer.review.jsonBytes.count < 100_000)
    }

    static let long: [(String, JSONValue)] = [
        (
            "a key",
            [
                "repository": ["repository": "r"],
                "nodeSelector": .object(JSONObject(members: [(String(repeating: "k", count: 100_000), "v")])),
            ]
        ),
        (
            "a value of one character",
            [
                "repository": ["repository": "r"],
                "nodeSelector": ["k": .string("e" + String(repeating: "\u{301}", count: 100_000))],
            ]
        ),
        ("a name", ["repository": ["repository": .string(String(repeating: "R", count: 100_000))]]),
        (
            "a schedule",
            [
                "repository": ["repository": "r"],
                "trigger": ["schedule": .string(String(repeating: "x", count: 100_000))],
            ]
        ),
    ]

    @Test("A mistake is told in few words, however long what is wrong", arguments: long)
    func short(_ name: String, _ spec: JSONValue) throws {
        let answer = try Self.answer(spec)
        #expect(answer.isAllowed == false)
        #expect(answer.review.jsonBytes.count < 20_000, "\(name): \(answer.review.jsonBytes.count) bytes")
    }
}
