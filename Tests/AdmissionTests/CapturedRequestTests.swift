import Admission
import KubernetesAPI
import TestSupport
import Testing

/// The right answer to every request that was captured from an API server, written by hand from the requirements.
@Suite struct CapturedRequestTests {
    /// A mutating request and what its object must look like afterwards.
    struct Mutation: Sendable, CustomTestStringConvertible {
        let name: String
        /// The members of `spec` that must have been added; nil where nothing at all may change.
        let added: JSONValue?
        /// Members of `spec` that must be gone.
        var removed: [String] = []
        /// Members of `spec.trigger` that must be gone.
        var removedFromTrigger: [String] = []
        /// The fields that the object must remember as defaulted.
        var record = ""
        /// The mistakes, where a wrong type is among them: then nobody is asked after this webhook.
        var lines: [String] = []
        var testDescription: String { name }
    }

    /// A validating request and its verdict.
    struct Verdict: Sendable, CustomTestStringConvertible {
        let name: String
        /// Each mistake as kubectl prints it; none where the request is admitted.
        var lines: [String] = []
        var warnings: [String] = []
        var testDescription: String { name }
    }

    private static let deadline: JSONValue = ["activeDeadlineSeconds": 10800]

    private static let contexts: JSONValue = [
        "podSecurityContext": ["runAsUser": 1000, "fsGroup": 1000, "runAsNonRoot": true],
        "containerSecurityContext": [
            "allowPrivilegeEscalation": false, "privileged": false, "readOnlyRootFilesystem": true,
            "runAsNonRoot": true, "capabilities": ["drop": ["ALL"]],
        ],
    ]

    private static let resources: JSONValue = [
        "resources": ["requests": ["memory": "256Mi"], "limits": ["memory": "1Gi"]]
    ]

    private static let limits: JSONValue = [
        "suspend": false, "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1,
        "activeDeadlineSeconds": 10800,
    ]

    private static let schedule: JSONValue = ["trigger": ["schedule": "0 2 * * *"]]
    private static let enabled: JSONValue = ["enabled": true]

    private static let suspendAndOn =
        "suspend,successfulJobsHistoryLimit,failedJobsHistoryLimit,activeDeadlineSeconds,resources,"
        + "podSecurityContext,containerSecurityContext"
    private static let enabledAndOn = "enabled," + suspendAndOn
    private static let everything = "trigger.schedule," + enabledAndOn

    static let mutations: [Mutation] = [
        Mutation(name: "apply-adopt.01.mutate", added: deadline, record: everything),
        Mutation(
            name: "create-minimal.01.mutate",
            added: merged(schedule, enabled, limits, resources, contexts),
            record: everything
        ),
        Mutation(
            name: "dry-run-create-invalid.01.mutate",
            added: merged(enabled, limits, resources, contexts),
            record: enabledAndOn
        ),
        Mutation(name: "finalizer-removal-while-deleting.01.mutate", added: nil),
        Mutation(name: "generate-name.01.mutate", added: merged(limits, resources, contexts), record: suspendAndOn),
        Mutation(
            name: "json-patch-deprecated-schedule.01.mutate",
            added: deadline,
            removed: ["trigger"],
            record: enabledAndOn
        ),
        Mutation(name: "label.01.mutate", added: nil),
        Mutation(
            name: "merge-patch-manual-onto-defaulted.01.mutate",
            added: deadline,
            removedFromTrigger: ["schedule"],
            record: enabledAndOn
        ),
        Mutation(name: "merge-patch-trigger-null.01.mutate", added: merged(schedule, deadline), record: everything),
        Mutation(name: "metadata-only-finalizer.01.mutate", added: nil),
        Mutation(
            name: "no-spec.01.mutate",
            added: merged(schedule, enabled, limits, resources, contexts),
            record: everything
        ),
        Mutation(
            name: "ssa-create.01.mutate",
            added: merged(enabled, limits, contexts),
            record: enabledAndOn.replacing("resources,", with: "")
        ),
        Mutation(
            name: "wrong-types.01.mutate",
            added: nil,
            lines: [
                "spec.repository.repository: Invalid value: 7: must be a string",
                "spec.successfulJobsHistoryLimit: Invalid value: \"three\": must be an integer",
            ]
        ),
    ]

    static let verdicts: [Verdict] = [
        Verdict(name: "apply-adopt.02.validate"),
        Verdict(name: "create-minimal.02.validate"),
        Verdict(name: "delete-collection.01.validate"),
        Verdict(name: "delete-with-finalizer.01.validate"),
        Verdict(
            name: "dry-run-create-invalid.02.validate",
            lines: [
                "spec.trigger: Forbidden: schedule and manual are mutually exclusive: remove one of them; "
                    + "for one run beside a schedule: "
                    + "kubectl annotate kopiamaintenance NAME volsync.backube/run-requested=TAG --overwrite"
            ],
            warnings: ["spec.cacheCapacity is ignored because spec.cachePVC is set: remove one of the two"]
        ),
        Verdict(name: "finalizer-removal-while-deleting.02.validate"),
        Verdict(name: "generate-name.02.validate"),
        Verdict(
            name: "json-patch-deprecated-schedule.02.validate",
            warnings: ["spec.schedule is deprecated: move the value to spec.trigger.schedule"]
        ),
        Verdict(name: "label.02.validate"),
        Verdict(name: "merge-patch-manual-onto-defaulted.02.validate"),
        Verdict(name: "merge-patch-trigger-null.02.validate"),
        Verdict(name: "metadata-only-finalizer.02.validate"),
        Verdict(
            name: "no-spec.02.validate",
            lines: [
                "spec.repository.repository: Required value: "
                    + "name the Secret, in this namespace, that says how to reach the repository"
            ]
        ),
        Verdict(name: "ssa-create.02.validate"),
    ]

    @Test("Every captured request stands in one of the tables")
    func complete() throws {
        let covered = Self.mutations.map(\.name) + Self.verdicts.map(\.name)
        #expect(covered.sorted() == (try Fixtures.admissionNames()))
    }

    @Test("A mutating review admits, and its patch changes just what must be", arguments: mutations)
    func mutate(_ expected: Mutation) throws {
        let review = try Fixtures.review(expected.name)
        let answer = try Answer(to: review, phase: .mutate)
        #expect(answer.review["apiVersion"] == review["apiVersion"])
        #expect(answer.review["kind"] == review["kind"])
        #expect(answer.response["uid"] == review["request"]?["uid"])
        #expect(answer.isAllowed == expected.lines.isEmpty)
        #expect(answer.response["status"].map(Self.lines) ?? [] == expected.lines)
        #expect((answer.response["patchType"]?.string == "JSONPatch") == (expected.added != nil))
        #expect((try answer.patch == nil) == (expected.added == nil))
        #expect((answer.response["auditAnnotations"]?["defaulted"] == nil) == (expected.added == nil))
        #expect(try answer.patchedObject == Self.object(after: expected, review: review))
    }

    @Test("A second mutating review of the patched object changes nothing", arguments: mutations)
    func idempotent(_ expected: Mutation) throws {
        let review = try Fixtures.review(expected.name)
        let once = try Answer(to: review, phase: .mutate).patchedObject
        let again = try Answer(to: review.setting(once, at: "request", "object"), phase: .mutate)
        #expect(try again.patch == nil)
        #expect(again.response["patchType"] == nil)
    }

    @Test("A validating review gives the verdict, all mistakes and all warnings", arguments: verdicts)
    func validate(_ expected: Verdict) throws {
        let review = try Fixtures.review(expected.name)
        let answer = try Answer(to: review, phase: .validate)
        #expect(answer.response["uid"] == review["request"]?["uid"])
        #expect(answer.isAllowed == expected.lines.isEmpty)
        #expect(answer.response["patch"] == nil)
        #expect(answer.warnings == expected.warnings)
        let status = answer.response["status"]
        #expect((status == nil) == expected.lines.isEmpty)
        guard let status else { return }
        #expect(status["code"] == 422)
        #expect(status["reason"] == "Invalid")
        #expect(status["details"]?["kind"] == "KopiaMaintenance")
        #expect(status["details"]?["group"] == "volsync.backube")
        #expect(status["details"]?["name"] == review["request"]?["name"])
        #expect(Self.lines(of: status) == expected.lines)
        #expect(answer.response["auditAnnotations"]?["rejected"]?.string == expected.lines.joined(separator: "; "))
    }

    @Test("A dry run is answered as the real request is", arguments: mutations.map(\.name) + verdicts.map(\.name))
    func dryRun(_ name: String) throws {
        let review = try Fixtures.review(name)
        for phase in AdmissionPhase.allCases {
            let real = try Answer(to: review.setting(false, at: "request", "dryRun"), phase: phase)
            let dry = try Answer(to: review.setting(true, at: "request", "dryRun"), phase: phase)
            #expect(real.review == dry.review)
        }
    }

    /// What kubectl prints for each cause.
    private static func lines(of status: JSONValue) -> [String] {
        status["details"]?["causes"]?.array?.map {
            "\($0["field"]?.string ?? "?"): \($0["message"]?.string ?? "?")"
        } ?? []
    }

    private static func object(after expected: Mutation, review: JSONValue) -> JSONValue {
        var object = review["request"]?["object"] ?? .null
        guard let added = expected.added else { return object }
        object = object.setting(merged(object["spec"] ?? [:], added), at: "spec")
        for name in expected.removed { object = object.setting(nil, at: "spec", name) }
        for name in expected.removedFromTrigger { object = object.setting(nil, at: "spec", "trigger", name) }
        return object.setting(
            .string(expected.record),
            at: "metadata",
            "annotations",
            "volsync.backube/defaulted-fields"
        )
    }

    private static func merged(_ objects: JSONValue...) -> JSONValue {
        .object(JSONObject(members: objects.flatMap { $0.object?.members ?? [] }))
    }
}
