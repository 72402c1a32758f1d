import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// When a CronJob is applied again: what changed it is seen, what the API server and policies add is left alone.
///
/// Bnn: the defect of the Go controller that must not come back.
@Suite struct DriftTests {
    private static let planner = Planner(options: RenderingOptions(), zone: UTC())

    private static let object = KopiaMaintenance(
        JSONValue.kopiaMaintenance(
            [
                "repository": ["repository": "repo", "customCA": ["secretName": "ca", "key": "ca.crt"]],
                "trigger": ["schedule": "0 2 * * *"], "tolerations": [],
                "podSecurityContext": [
                    "runAsUser": 1000, "sysctls": [["name": "net.a", "value": "1"]],
                    "supplementalGroupsPolicy": "Strict",
                ],
                "containerSecurityContext": ["procMount": "Unmasked"],
                "resources": ["limits": ["memory": "1024Mi"]],
            ],
            metadata: [
                "name": "km", "namespace": "ns", "uid": "u",
                "finalizers": ["volsync.backube/kopiamaintenance-protection"],
            ]
        )
    )

    private static func applied(over existing: JSONValue?) -> JSONValue? {
        var observation = Observation(of: object)
        observation.cronJobs = [existing].compactMap(\.self)
        for case .apply(let object) in planner.plan(observation, now: 0).actions where object["kind"] == "CronJob" {
            return object
        }
        return nil
    }

    /// The CronJob as a watch tells of it and the view keeps it.
    private static func stored() throws -> JSONValue {
        try #require(applied(over: nil)).setting("c", at: "metadata", "uid").withShortTexts
    }

    private static let pod = ["spec", "jobTemplate", "spec", "template", "spec"]

    @Test("A command that somebody changed is noticed")
    func changedScript() throws {
        let whole = try #require(Self.applied(over: nil))
        let containers = try #require(whole.at(Self.pod + ["containers"])?.array)
        let command = try #require(containers.first?["command"]?.array)
        let script = try #require(command.last?.string)
        let other = JSONValue.array(command.dropLast() + [.string(script + "\nexit 0")])
        let container = try #require(containers.first).setting(other, at: "command")
        let changed = whole.setting(.array([container]), atPath: Self.pod + ["containers"]).withShortTexts
        #expect(Self.applied(over: changed) != nil)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let path: [String]
        let value: JSONValue?
        let isNoticed: Bool

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "a default of the API server (B17)",
            path: pod + ["terminationGracePeriodSeconds"],
            value: 30,
            isNoticed: false
        ),
        Case(
            name: "a list that is empty and not stored (B17)",
            path: pod + ["tolerations"],
            value: nil,
            isNoticed: false
        ),
        Case(
            name: "a schedule that somebody changed",
            path: ["spec", "schedule"],
            value: "1 1 1 1 1",
            isNoticed: true
        ),
        Case(
            name: "a sysctl that is gone (B19)",
            path: pod + ["securityContext", "sysctls"],
            value: nil,
            isNoticed: true
        ),
        Case(
            name: "a field that the API server drops where a feature gate is off",
            path: pod + ["securityContext", "supplementalGroupsPolicy"],
            value: nil,
            isNoticed: false
        ),
        Case(name: "a label that is gone", path: ["metadata", "labels"], value: nil, isNoticed: true),
        Case(name: "an owner that is gone", path: ["metadata", "ownerReferences"], value: nil, isNoticed: true),
        Case(name: "volumes that are gone (B10)", path: pod + ["volumes"], value: [], isNoticed: true),
    ]

    @Test("A CronJob is applied again where it is not as wished, and only there", arguments: cases)
    func drift(_ example: Case) throws {
        let changed = try Self.stored().setting(example.value, atPath: example.path)
        #expect((Self.applied(over: changed) != nil) == example.isNoticed)
    }

    @Test("A procMount that the API server set back is left so, and any other is not", arguments: ["Default", "Other"])
    func procMount(_ value: String) throws {
        let stored = try Self.stored()
        let containers = try #require(stored.at(Self.pod + ["containers"])?.array)
        let container = try #require(containers.first).setting(.string(value), at: "securityContext", "procMount")
        let changed = stored.setting(.array([container]), atPath: Self.pod + ["containers"])
        #expect((Self.applied(over: changed) != nil) == (value == "Other"))
    }

    @Test("A CronJob that was never applied is taken over before it is applied; any other is not")
    func adoption() throws {
        let stored = try Self.stored()
        var observation = Observation(of: Self.object)
        observation.cronJobs = [stored.setting(nil, at: "metadata", "annotations")]
        let name = try #require(stored["metadata"]?["name"]?.string)
        let plan = Self.planner.plan(observation, now: 0).actions
        let adoption = try #require(plan.firstIndex(of: Action.adopt(kind: .cronJob, name: name, uid: "c")))
        let application = try #require(
            plan.firstIndex { if case .apply(let o) = $0 { o["kind"] == "CronJob" } else { false } }
        )
        #expect(adoption < application)
        observation.cronJobs = [stored.setting("1 1 1 1 1", at: "spec", "schedule")]
        let later = Self.planner.plan(observation, now: 0).actions
        #expect(!later.contains { if case .adopt = $0 { true } else { false } })
    }

    @Test("A field that the cluster does not know is left out once, and not missed at every look")
    func undeclared() throws {
        let whole = try #require(Self.applied(over: nil))
        let message = """
            failed to create typed patch object (ns/c; batch/v1, Kind=CronJob): \
            .spec.jobTemplate.spec.template.spec.securityContext.sysctls: field not declared in schema
            """
        let rest = try #require(Application(whole).accepting(refusal: message))
        #expect(rest.leftOut == ["spec.podSecurityContext.sysctls"])
        #expect(Self.applied(over: rest.object.setting("c", at: "metadata", "uid").withShortTexts) == nil)
        #expect(Application(whole).accepting(refusal: "something else is wrong") == nil)
    }
}

extension JSONValue {
    fileprivate func at(_ path: [String]) -> JSONValue? {
        path.reduce(Optional(self)) { value, name in value?[name] }
    }

    fileprivate func setting(_ value: JSONValue?, atPath path: [String]) -> JSONValue {
        guard let name = path.first, var object else { return self }
        object[name] = path.count == 1 ? value : (object[name] ?? [:]).setting(value, atPath: Array(path.dropFirst()))
        return .object(object)
    }
}
