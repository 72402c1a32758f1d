import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@Suite struct DueRunTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var spec: JSONValue = ["trigger": ["schedule": "0 2 * * *"]]
        var lastSuccess: JSONValue?
        let expected: String?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "never ran: the first slot after the creation", expected: "2026-03-02T02:00:00Z"),
        Case(
            name: "the slot after the last success",
            lastSuccess: "2026-03-05T02:10:00Z",
            expected: "2026-03-06T02:00:00Z"
        ),
        Case(
            name: "weekly",
            spec: ["trigger": ["schedule": "@weekly"]],
            lastSuccess: "2026-03-08T00:30:00Z",
            expected: "2026-03-15T00:00:00Z"
        ),
        Case(
            name: "an interval",
            spec: ["trigger": ["schedule": "@every 36h"]],
            lastSuccess: "2026-03-08T00:30:00Z",
            expected: "2026-03-09T12:30:00Z"
        ),
        Case(name: "no trigger at all: the default schedule", spec: [:], expected: "2026-03-02T02:00:00Z"),
        Case(name: "the deprecated field", spec: ["schedule": "0 5 * * *"], expected: "2026-03-02T05:00:00Z"),
        Case(name: "by hand", spec: ["trigger": ["manual": "now"]], expected: nil),
        Case(name: "suspended", spec: ["suspend": true], expected: nil),
        Case(name: "disabled", spec: ["enabled": false], expected: nil),
        Case(name: "no schedule", spec: ["trigger": ["schedule": "daily"]], expected: nil),
    ]

    @Test("The run that is due is the one after the last success, or after the creation", arguments: cases)
    func dueRun(_ example: Case) {
        let metadata: JSONValue = ["name": "km", "creationTimestamp": "2026-03-01T12:00:00Z"]
        let spec = example.spec.setting(["repository": "repo"], at: "repository")
        let object = JSONValue.kopiaMaintenance(spec, metadata: metadata)
            .setting(example.lastSuccess, at: "status", "lastMaintenanceTime")
        let due = KopiaMaintenance(object).dueRun(in: UTC())
        #expect(due.map { Timestamp.string(fromUnixSeconds: $0) } == example.expected)
    }
}
