import KopiaMaintenance
import KubernetesAPI
import Testing

/// Whether the author of an object waits for the controller.
@Suite("An object is answered")
struct AnsweredTests {
    static let cases: [(generation: JSONValue, annotations: JSONValue, status: JSONValue, isAnswered: Bool)] = [
        (1, .null, .null, false),
        (1, .null, ["maintenanceFailures": 0], false),
        (1, .null, ["observedGeneration": 1], true),
        (2, .null, ["observedGeneration": 1], false),
        (2, ["volsync.backube/run-requested": "now"], ["observedGeneration": 2], false),
        (
            2, ["volsync.backube/run-requested": "now"],
            ["observedGeneration": 2, "lastRequestedRun": ["tag": "before"]], false
        ),
        (
            2, ["volsync.backube/run-requested": "now"],
            ["observedGeneration": 2, "lastRequestedRun": ["tag": "now"]], true
        ),
    ]

    @Test("once its status is about the spec as it is, and about the run that was requested last", arguments: cases)
    func answers(_ generation: JSONValue, _ annotations: JSONValue, _ status: JSONValue, _ isAnswered: Bool) {
        let object: JSONValue = [
            "metadata": ["name": "nightly", "generation": generation, "annotations": annotations], "spec": [:],
            "status": status,
        ]
        #expect(KopiaMaintenance(object).isAnswered == isAnswered)
    }
}
