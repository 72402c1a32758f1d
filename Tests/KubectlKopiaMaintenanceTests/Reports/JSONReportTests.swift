import KubernetesAPI
import Manifests
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The report as JSON")
struct JSONReportTests {
    @Test("Everything is there, under the names that the help gives")
    func value() {
        let expected: JSONValue = [
            "objects": [
                [
                    "file": "a b.yaml", "line": 2, "column": 1, "namespace": "ns", "name": "nightly", "valid": false,
                    "errors": [
                        [
                            "path": "spec.cacheCapacity", "line": 9, "column": 18, "cause": "FieldValueInvalid",
                            "message": "spec.cacheCapacity: Invalid value: \"ten\": must be a quantity",
                        ],
                        [
                            "path": "spec.foo", "line": 10, "column": 8, "cause": "UnknownField",
                            "message": "unknown field \"spec.foo\"",
                        ],
                    ],
                    "warnings": [
                        [
                            "path": "spec.cachePVC", "line": 11, "column": 13, "cause": "NotJudged",
                            "message": "spec.cachePVC: not judged: contains the placeholder ${PVC}",
                        ]
                    ],
                    "defaults": [
                        ["path": "spec.enabled", "value": true], ["path": "spec.trigger.schedule", "value": .null],
                    ],
                ],
                [
                    "file": "a b.yaml", "line": 20, "column": 1, "name": "weekly", "valid": true, "errors": [],
                    "warnings": [["line": 22, "column": 3, "cause": "Advice", "message": "think again,\nplease"]],
                    "defaults": [],
                ],
                ["file": "-", "line": 1, "column": 1, "name": "", "valid": true, "errors": [], "warnings": []],
            ],
            "failures": [
                ["file": "/etc/b, c.yaml", "line": 5, "column": 3, "message": "not YAML: 100% wrong"],
                ["file": "none.yaml", "message": "no such file or directory"],
            ],
            "summary": [
                "files": 3, "objects": 3, "valid": 2, "rejected": 1, "errors": 2, "warnings": 2, "failures": 2,
                "skipped": ["ConfigMap": 1, "Secret": 2],
            ],
        ]
        #expect(JSONReport.value(of: SampleReport.value).indentedText == expected.indentedText)
    }

    @Test("The text is JSON and ends with a newline")
    func text() throws {
        let text = ReportFormat.json.text(of: SampleReport.value, showDefaults: false)
        #expect(text.hasSuffix("}\n"))
        #expect(try JSONParser.parse(text.utf8) == JSONReport.value(of: SampleReport.value))
    }

    @Test("Indentation is kubectl's")
    func indentation() {
        let value: JSONValue = ["a": [1, [:], []], "b": ["c\"": .null]]
        #expect(
            value.indentedText == """
                {
                    "a": [
                        1,
                        {},
                        []
                    ],
                    "b": {
                        "c\\"": null
                    }
                }
                """
        )
    }
}
