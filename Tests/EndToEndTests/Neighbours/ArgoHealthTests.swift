import KubernetesAPI
import TestSupport
import Testing

/// The health script for Argo CD, on objects as controllers leave them.
@Suite(.enabled(if: LuaHealth.isAvailable, "apt-get install lua5.3"), .timeLimit(.minutes(5)))
struct ArgoHealthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let object: JSONValue
        let expected: LuaHealth.Verdict

        init(_ name: String, _ spec: JSONValue, _ status: JSONValue, _ health: String, _ message: String) {
            testDescription = name
            object = ["metadata": ["name": "a", "generation": 2], "spec": spec, "status": status]
            expected = LuaHealth.Verdict(status: health, message: message)
        }
    }

    /// A status with conditions, each as `Type Status Reason message`.
    private static func status(_ conditions: String..., generation: JSONValue = 2) -> JSONValue {
        let values: [JSONValue] = conditions.map { condition in
            let words = condition.split(separator: " ", maxSplits: 3).map(String.init)
            return [
                "type": .string(words[0]), "status": .string(words[1]), "reason": .string(words[2]),
                "message": .string(words.count > 3 ? words[3] : ""),
            ]
        }
        return ["observedGeneration": generation, "conditions": .array(values)]
    }

    private static let ready = "Ready True MaintenanceActive next run at 02:00"

    static let cases: [Case] = [
        Case("no status", [:], .null, "Progressing", "the controller has not looked at it yet"),
        Case("an empty status", [:], [:], "Progressing", "the controller has not looked at it yet"),
        Case(
            "an older generation",
            [:],
            status(ready, generation: 1),
            "Progressing",
            "the controller has not looked at this change yet"
        ),
        Case("ready", [:], status(ready), "Healthy", "MaintenanceActive: next run at 02:00"),
        Case("ready without a message", [:], status("Ready True MaintenanceActive"), "Healthy", "MaintenanceActive"),
        Case(
            "a controller that tells no generation",
            [:],
            status(ready, generation: .null),
            "Healthy",
            "MaintenanceActive: next run at 02:00"
        ),
        Case(
            "a manual run",
            [:],
            status("Ready False ManualMaintenanceRunning", "Reconciling True ManualMaintenanceRunning Job x runs"),
            "Progressing",
            "ManualMaintenanceRunning: Job x runs"
        ),
        Case(
            "an error",
            [:],
            status("Ready False SecretNotFound", "Error True SecretNotFound there is no \"x\"\n"),
            "Degraded",
            "SecretNotFound: there is no \"x\"\n"
        ),
        Case(
            "an error of a suspended object",
            ["suspend": true],
            status("Ready False ValidationFailed", "Error True ValidationFailed bad"),
            "Degraded",
            "ValidationFailed: bad"
        ),
        Case(
            "suspended",
            ["suspend": true],
            status("Ready True MaintenanceSuspended"),
            "Suspended",
            "no runs are started"
        ),
        Case(
            "disabled",
            ["enabled": false],
            status("Ready True MaintenanceDisabled"),
            "Suspended",
            "no runs are started"
        ),
        Case(
            "enabled",
            ["enabled": true, "suspend": false],
            status("Ready True X", "Error False NoError"),
            "Healthy",
            "X"
        ),
        Case(
            "too many failures",
            [:],
            status("Ready True X", "MaintenanceHealthy False ExcessiveFailures held"),
            "Degraded",
            "ExcessiveFailures: held"
        ),
        Case("not ready", [:], status("Ready False Waiting for something"), "Progressing", "Waiting: for something"),
        Case(
            "conditions of others",
            [:],
            status("Elsewhere True X"),
            "Progressing",
            "the controller has not looked at it yet"
        ),
    ]

    @Test("tells what a person would read from the conditions", arguments: cases)
    func judges(_ example: Case) async throws {
        #expect(try await LuaHealth.judge(example.object) == example.expected)
    }
}
