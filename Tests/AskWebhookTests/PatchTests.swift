import KubernetesAPI
import Testing

@testable import ask_webhook

@Suite("A patch that ask-webhook applies")
struct PatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operation: JSONValue
        let result: JSONValue

        init(_ name: String, _ operation: JSONValue, _ result: JSONValue) {
            (testDescription, self.operation, self.result) = (name, operation, result)
        }
    }

    @Test(
        "changes what it names",
        arguments: [
            Case(
                "add",
                ["op": "add", "path": "/spec/b", "value": [:]],
                ["spec": ["a": 1, "b": [:]], "x/y~z": 1]
            ),
            Case(
                "replace",
                ["op": "replace", "path": "/spec/a", "value": 2],
                ["spec": ["a": 2], "x/y~z": 1]
            ),
            Case("remove", ["op": "remove", "path": "/spec/a"], ["spec": [:], "x/y~z": 1]),
            Case(
                "an escaped name",
                ["op": "replace", "path": "/x~1y~0z", "value": 2],
                ["spec": ["a": 1], "x/y~z": 2]
            ),
        ]
    )
    func applies(_ given: Case) throws {
        let object: JSONValue = ["spec": ["a": 1], "x/y~z": 1]
        #expect(try object.applying(given.operation) == given.result)
    }

    @Test(
        "is refused where it has no place",
        arguments: [
            ["op": "add", "path": "/status/a", "value": 1], ["op": "add", "path": "/spec/a/b", "value": 1],
            ["op": "add", "path": "", "value": 1], ["op": "add", "path": "/spec/b"], ["op": "test", "path": "/spec"],
            ["op": "replace", "path": "/spec/b", "value": 1], ["op": "remove", "path": "/spec/b"],
        ] as [JSONValue]
    )
    func refuses(operation: JSONValue) {
        let object: JSONValue = ["spec": ["a": 1]]
        #expect(throws: AskError.self) { try object.applying(operation) }
    }
}
