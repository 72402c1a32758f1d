import KubernetesAPI
import Testing

@testable import ask_webhook

@Suite("What ask-webhook prints")
struct VerdictTests {
    private static let object: JSONValue = ["kind": "KopiaMaintenance", "metadata": ["name": "nightly"]]

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answers: [JSONValue]
        let text: String

        init(_ name: String, _ answers: [JSONValue], _ text: String) {
            (testDescription, self.answers, self.text) = (name, answers, text)
        }
    }

    @Test(
        "is what kubectl prints",
        arguments: [
            Case(
                "admitted",
                [["allowed": true], ["allowed": true]],
                "kopiamaintenance.volsync.backube/nightly created"
            ),
            Case(
                "warnings of both answers, each once",
                [["allowed": true, "warnings": ["a", "b"]], ["allowed": true, "warnings": ["b", "c"]]],
                """
                Warning: a
                Warning: b
                Warning: c
                kopiamaintenance.volsync.backube/nightly created
                """
            ),
            Case(
                "one mistake",
                [["allowed": true], rejection([["field": "spec.a", "message": "Required value"]])],
                #"The KopiaMaintenance "nightly" is invalid: spec.a: Required value"#
            ),
            Case(
                "two mistakes",
                [
                    ["allowed": true],
                    rejection([
                        ["field": "spec.a", "message": "Required value"],
                        ["field": "spec.b", "message": "Forbidden: why"],
                    ]),
                ],
                """
                The KopiaMaintenance "nightly" is invalid:\("\u{20}")
                * spec.a: Required value
                * spec.b: Forbidden: why
                """
            ),
            Case(
                "a rejection without details",
                [["allowed": false, "status": ["message": "not today"]]],
                "Error from server: admission webhook denied the request: not today"
            ),
        ]
    )
    func text(_ given: Case) {
        #expect(Verdict(of: Self.object, answers: given.answers).kubectlText == given.text)
    }

    private static func rejection(_ causes: JSONValue) -> JSONValue {
        [
            "allowed": false,
            "status": [
                "reason": "Invalid",
                "details": ["kind": "KopiaMaintenance", "name": "nightly", "causes": causes],
            ],
        ]
    }
}
