import KubernetesAPI
import KubernetesClient
import Testing

@Suite struct WatchEventTests {
    static let object: JSONValue = ["metadata": ["name": "a", "resourceVersion": "7"]]

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let frame: JSONValue
        let expected: WatchEvent?
    }

    static let cases: [Case] = [
        Case(testDescription: "added", frame: ["type": "ADDED", "object": object], expected: .added(object)),
        Case(testDescription: "modified", frame: ["type": "MODIFIED", "object": object], expected: .modified(object)),
        Case(testDescription: "deleted", frame: ["type": "DELETED", "object": object], expected: .deleted(object)),
        Case(
            testDescription: "a bookmark",
            frame: ["type": "BOOKMARK", "object": object],
            expected: .bookmark(resourceVersion: "7", endsInitialEvents: false)
        ),
        Case(
            testDescription: "the bookmark that ends a streaming list",
            frame: [
                "type": "BOOKMARK",
                "object": [
                    "metadata": ["resourceVersion": "7", "annotations": ["k8s.io/initial-events-end": "true"]]
                ],
            ],
            expected: .bookmark(resourceVersion: "7", endsInitialEvents: true)
        ),
        Case(testDescription: "a type of the future", frame: ["type": "MOVED", "object": object], expected: nil),
    ]

    @Test("a frame is an event", arguments: cases)
    func decoding(_ testCase: Case) throws {
        #expect(try WatchEvent.decode(testCase.frame) == testCase.expected)
    }

    @Test("an error within the stream is the failure that it describes")
    func inBand() {
        let status: JSONValue = ["kind": "Status", "code": 410, "reason": "Expired", "message": "too old"]
        #expect(throws: KubernetesError.status(APIStatus(code: 410, reason: "Expired", message: "too old"))) {
            try WatchEvent.decode(["type": "ERROR", "object": status])
        }
    }

    @Test(
        "a frame that is no event is unreadable",
        arguments: [
            [:], ["type": "ADDED"], ["object": [:]], ["type": "BOOKMARK", "object": [:]],
            ["type": "ERROR", "object": ["kind": "Pod"]],
        ] as [JSONValue]
    )
    func malformed(_ frame: JSONValue) {
        let error = #expect(throws: KubernetesError.self) { try WatchEvent.decode(frame) }
        guard case .unreadableAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
