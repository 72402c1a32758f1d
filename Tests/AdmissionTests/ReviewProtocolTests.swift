import Admission
import KubernetesAPI
import TestSupport
import Testing

/// What is agreed on between an API server and any webhook, whatever the object says.
@Suite struct ReviewProtocolTests {
    /// A review of an object that lacks everything and holds mistakes, with these members of `request` set.
    private static func review(_ request: JSONValue, apiVersion: String = "admission.k8s.io/v1") -> JSONValue {
        let usual: JSONValue = [
            "uid": "705ab4f5", "operation": "CREATE", "namespace": "n", "name": "x",
            "kind": ["group": "volsync.backube", "version": "v1alpha1", "kind": "KopiaMaintenance"],
            "object": wrong,
        ]
        return [
            "apiVersion": .string(apiVersion), "kind": "AdmissionReview", "request": usual.merging(request),
        ]
    }

    private static let wrong: JSONValue = ["metadata": ["name": "x"], "spec": ["enabled": "perhaps"]]
    private static let bare: JSONValue = ["metadata": ["name": "x"], "spec": ["repository": ["repository": "r"]]]

    @Test(
        "A review is answered in its own version, with its own uid",
        arguments: ["admission.k8s.io/v1", "admission.k8s.io/v1beta1"]
    )
    func inKind(_ version: String) throws {
        for phase in AdmissionPhase.allCases {
            for object in [Self.wrong, Self.bare] {
                let answer = try Answer(to: Self.review(["object": object], apiVersion: version), phase: phase)
                #expect(answer.review["apiVersion"]?.string == version)
                #expect(answer.review["kind"] == "AdmissionReview")
                #expect(answer.response["uid"] == "705ab4f5")
                // A wrong type is refused by the first that is asked.
                #expect(answer.isAllowed == (object == Self.bare))
            }
        }
    }

    /// Questions that are none of this webhook's business.
    static let ignored: [(String, JSONValue)] = [
        ("a deletion", ["operation": "DELETE", "object": .null, "oldObject": wrong]),
        ("a connection", ["operation": "CONNECT"]),
        ("an operation of another release", ["operation": "RENAME"]),
        ("no operation", ["operation": .null]),
        ("the status", ["operation": "UPDATE", "subResource": "status", "oldObject": bare]),
        ("the scale", ["operation": "UPDATE", "subResource": "scale", "oldObject": bare]),
        ("another kind", ["kind": ["group": "volsync.backube", "version": "v1alpha1", "kind": "ReplicationSource"]]),
        ("another group", ["kind": ["group": "example.com", "version": "v1", "kind": "KopiaMaintenance"]]),
        ("no kind", ["kind": .null]),
    ]

    @Test("What is none of its business is admitted untouched, without a word", arguments: ignored)
    func foreign(_ name: String, _ request: JSONValue) throws {
        for phase in AdmissionPhase.allCases {
            let answer = try Answer(to: Self.review(request), phase: phase)
            #expect(answer.response == ["uid": "705ab4f5", "allowed": true], "\(name)")
        }
    }

    /// Objects that are none, where a real API server always sends one.
    static let objects: [JSONValue] = [.null, "x", 1, [], [[:]], [:], ["metadata": "x"], ["spec": []], ["spec": "x"]]

    @Test("Whatever stands in place of the object, both have a verdict", arguments: objects)
    func noObject(_ object: JSONValue) throws {
        for operation in ["CREATE", "UPDATE"] {
            let request: JSONValue = ["operation": .string(operation), "object": object, "oldObject": object]
            let isMistyped = operation == "CREATE" && object["spec"] != nil
            #expect(try Answer(to: Self.review(request), phase: .mutate).isAllowed == !isMistyped)
            let answer = try Answer(to: Self.review(request), phase: .validate)
            // An update of an object that changes nothing is nobody's mistake.
            let isAllowed = operation == "UPDATE" && object.object != nil
            #expect(answer.isAllowed == isAllowed, "\(operation) \(answer.causes)")
        }
    }

    /// Documents that are no review, and what their sender is told.
    static let documents: [(String, String)] = [
        ("", "the body is not JSON: the document ends too early at line 1, column 1 (byte 0)"),
        ("{\n  \"kind\": ]", "the body is not JSON: unexpected ']' at line 2, column 11 (byte 12)"),
        ("[]", "the body is not a JSON object"),
        ("null", "the body is not a JSON object"),
        ("{}", "expected kind AdmissionReview of admission.k8s.io/v1 or v1beta1, not kind (none) of (none)"),
        (
            "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v2\",\"request\":{\"uid\":\"u\"}}",
            "expected kind AdmissionReview of admission.k8s.io/v1 or v1beta1, "
                + "not kind \"AdmissionReview\" of \"admission.k8s.io/v2\""
        ),
        ("{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\"}", "the review has no request"),
        (
            "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":null}",
            "the review has no request"
        ),
        (
            "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{}}",
            "the review's request has no uid"
        ),
        (
            "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":\"\"}}",
            "the review's request has no uid"
        ),
    ]

    @Test("A document that is no review is refused with what it lacks", arguments: documents)
    func refused(_ document: String, _ says: String) throws {
        let error = try #require(throws: AdmissionRequestError.self) {
            try AdmissionReviewer.review(document.utf8, phase: .validate)
        }
        #expect(error.description == says)
    }

    /// An object of that many bytes of JSON, with a mistake.
    private static func object(bytes: Int, metadata: JSONValue = ["name": "x"]) -> JSONValue {
        func object(filler: Int) -> JSONValue {
            [
                "metadata": metadata,
                "spec": ["enabled": "no", "affinity": ["a": .string(String(repeating: "x", count: filler))]],
            ]
        }
        return object(filler: bytes - object(filler: 0).jsonBytes.count)
    }

    @Test("An object that etcd could not take is refused for its size alone, and never judged")
    func tooLarge() throws {
        let (largest, tooLarge) = (Self.object(bytes: 1_572_864), Self.object(bytes: 1_572_865))
        #expect(try Answer(to: Self.review(["object": largest]), phase: .validate).causes.count == 2)
        let answer = try Answer(to: Self.review(["object": tooLarge]), phase: .validate)
        #expect(answer.causes == ["spec FieldValueTooLong"])
        let message = answer.response["status"]?["details"]?["causes"]?.array?.first?["message"]
        #expect(message == "Too long: may not be more than 1572864 bytes")
        let mutation = try Answer(to: Self.review(["object": tooLarge]), phase: .mutate)
        #expect(mutation.response == ["uid": "705ab4f5", "allowed": true])
    }

    @Test("A new object that is too large is refused where it lacks a spec, too")
    func tooLargeWithoutSpec() throws {
        let filler = JSONValue.string(String(repeating: "x", count: 2_000_000))
        let object: JSONValue = ["metadata": ["name": "x"], "status": ["a": filler]]
        let answer = try Answer(to: Self.review(["object": object]), phase: .validate)
        #expect(answer.causes == ["spec FieldValueTooLong"])
        // Of what exists, nothing about its spec has changed.
        let update: JSONValue = ["operation": "UPDATE", "object": object, "oldObject": ["metadata": ["name": "x"]]]
        #expect(try Answer(to: Self.review(update), phase: .validate).isAllowed == true)
    }

    @Test("An object that is too large can still be labelled and deleted where it exists")
    func tooLargeAlready() throws {
        let old = Self.object(bytes: 2_000_000)
        let labelled = Self.object(bytes: 2_000_000).setting(["a": "b"], at: "metadata", "labels")
        let dying = Self.object(bytes: 1_900_000, metadata: ["name": "x", "deletionTimestamp": "2026-01-01T00:00:00Z"])
        for (object, isAllowed) in [(labelled, true), (dying, true), (Self.object(bytes: 2_000_001), false)] {
            let request: JSONValue = ["operation": "UPDATE", "object": object, "oldObject": old]
            #expect(try Answer(to: Self.review(request), phase: .validate).isAllowed == isAllowed)
        }
    }

    @Test("The audit log learns what was defaulted and why a request was rejected")
    func auditAnnotations() throws {
        let defaulted = try Answer(to: Self.review(["object": Self.bare]), phase: .mutate)
        let fields = try #require(defaulted.response["auditAnnotations"]?["defaulted"]?.string)
        #expect(fields.contains("spec.trigger.schedule"))
        #expect(fields.contains("spec.resources"))
        let rejected = try Answer(to: Self.review([:]), phase: .validate)
        let reasons = try #require(rejected.response["auditAnnotations"]?["rejected"]?.string)
        #expect(reasons.contains("spec.enabled: "))
        #expect(reasons.contains("spec.repository"))
    }

    @Test("Warnings keep to what an API server passes on: 256 characters each, 4096 bytes in all, one line, each once")
    func warnings() throws {
        let modes: [JSONValue] = (0..<200).map { .string("Mode\($0)") }
        let object: JSONValue = [
            "metadata": ["name": "x"],
            "spec": [
                "repository": ["repository": "r"],
                "schedule": .string("0 3 * * *" + String(repeating: " ", count: 400)),
                "trigger": ["schedule": "*/5 * * * *"],
                "cachePVC": "mine", "cacheCapacity": "1Gi", "cacheAccessModes": .array(modes),
            ],
        ]
        let answer = try Answer(to: Self.review(["object": object]), phase: .validate)
        #expect(answer.warnings.count >= 4)
        #expect(Set(answer.warnings).count == answer.warnings.count)
        #expect(answer.warnings.allSatisfy { $0.unicodeScalars.count <= 256 && !$0.contains("\n") })
        #expect(answer.warnings.map(\.utf8.count).reduce(0, +) <= 4096)
    }
}

extension JSONValue {
    /// This object with the members of another one, which win.
    fileprivate func merging(_ other: JSONValue) -> JSONValue {
        var members = object ?? JSONObject()
        for member in other.object?.members ?? [] { members[member.name] = member.value }
        return .object(members)
    }
}
