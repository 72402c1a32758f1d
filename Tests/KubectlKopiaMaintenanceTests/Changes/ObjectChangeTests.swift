import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Changes of objects")
struct ObjectChangeTests {
    typealias Sample = SampleMaintenance

    private static func step(_ change: ObjectChange, _ object: JSONValue) -> ObjectChange.Step {
        change.step(for: KopiaMaintenance(object))
    }

    private static func suspended(_ value: Bool) -> JSONValue {
        Sample.object("nightly", spec: ["suspend": .bool(value)])
    }

    @Test("suspend and resume set the field where it is otherwise, and only there")
    func suspend() {
        #expect(
            Self.step(.suspend, Sample.object("nightly"))
                == .patch(["spec": ["suspend": true]], done: "suspended", hint: "")
        )
        #expect(Self.step(.suspend, Self.suspended(true)) == .nothing("is suspended already"))
        #expect(
            Self.step(.resume, Self.suspended(true)) == .patch(["spec": ["suspend": false]], done: "resumed", hint: "")
        )
        #expect(Self.step(.resume, Self.suspended(false)) == .nothing("is not suspended"))
        #expect(Self.step(.resume, Sample.object("nightly")) == .nothing("is not suspended"))
    }

    @Test("resuming what failures hold says that they still do, and what ends that")
    func held() {
        let object = Sample.object("nightly", spec: ["suspend": true], reason: "MaintenanceSuspended", failures: 5)
        let hint = "still held after 5 failures: kubectl kopia-maintenance reset-failures nightly -n backup"
        #expect(Self.step(.resume, object) == .patch(["spec": ["suspend": false]], done: "resumed", hint: hint))
    }

    @Test("failures are reset where there are any, once")
    func reset() {
        let annotation = "volsync.backube/reset-failures"
        let patch: JSONValue = ["metadata": ["annotations": ["volsync.backube/reset-failures": "true"]]]
        let wanted = ObjectChange.Step.patch(patch, done: "failures reset", hint: "")
        let failing = Sample.object("nightly", failures: 1)
        #expect(Self.step(.resetFailures, failing) == wanted)
        #expect(Self.step(.resetFailures, Sample.object("nightly", status: ["lastManualFailure": "x"])) == wanted)
        #expect(Self.step(.resetFailures, Sample.object("nightly")) == .nothing("has no failures"))
        let asked = failing.setting("true", at: "metadata", "annotations", annotation)
        guard case .nothing = Self.step(.resetFailures, asked) else {
            Issue.record("asked for twice")
            return
        }
        // Any other value asks for nothing.
        let misspelt = failing.setting("yes", at: "metadata", "annotations", annotation)
        #expect(Self.step(.resetFailures, misspelt) == wanted)
    }
}
