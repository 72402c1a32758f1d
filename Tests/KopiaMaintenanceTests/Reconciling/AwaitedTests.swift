import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// Whether somebody waits for the controller.
@Suite("An object is awaited")
struct AwaitedTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isAwaited: Bool
        let change: @Sendable (JSONValue) -> JSONValue

        init(_ words: String, _ isAwaited: Bool, _ change: @escaping @Sendable (JSONValue) -> JSONValue = { $0 }) {
            (testDescription, self.isAwaited, self.change) = (words, isAwaited, change)
        }
    }

    private static func ready(_ status: JSONValue) -> JSONValue { [["type": "Ready", "status": status]] }

    private static let answered: JSONValue = [
        "metadata": ["name": "nightly", "namespace": "backup", "generation": 2],
        "spec": ["trigger": ["schedule": "0 2 * * *"]],
        "status": ["observedGeneration": 2, "conditions": ready("True")],
    ]

    private static func asking(_ tag: JSONValue) -> @Sendable (JSONValue) -> JSONValue {
        { $0.setting(tag, at: "metadata", "annotations", "volsync.backube/run-requested") }
    }

    static let cases = [
        Case("answered and ready", false),
        Case("new", true) { $0.setting(nil, at: "status") },
        Case("changed since", true) { $0.setting(3, at: "metadata", "generation") },
        Case("being deleted", true) { $0.setting("2026-01-01T00:00:00Z", at: "metadata", "deletionTimestamp") },
        Case("not ready, such as for want of its Secret", true) {
            $0.setting(ready("False"), at: "status", "conditions")
        },
        Case("with failures to be forgotten", true) {
            $0.setting("true", at: "metadata", "annotations", "volsync.backube/reset-failures")
        },
        Case("with a run requested", true, asking("now")),
        Case("with a run requested that has ended", false) {
            let run: JSONValue = ["tag": "now", "result": "Failed"]
            return asking("now")($0).setting(run, at: "status", "lastRequestedRun")
        },
        Case("with a run requested after another", true) {
            let run: JSONValue = ["tag": "before", "result": "Successful"]
            return asking("now")($0).setting(run, at: "status", "lastRequestedRun")
        },
        Case("with a request that is none", false, asking("")),
        Case("with a request of a tag that is none", false, asking("a\u{7}b")),
        Case("suspended, with a run requested", false) { asking("now")($0).setting(true, at: "spec", "suspend") },
        Case("disabled, with a run requested", false) { asking("now")($0).setting(false, at: "spec", "enabled") },
    ]

    @Test("while its author waits for an answer or a run", arguments: cases)
    func awaits(_ example: Case) {
        #expect(KopiaMaintenance(example.change(Self.answered)).isAwaited == example.isAwaited)
    }
}
