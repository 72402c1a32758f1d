import KubernetesAPI
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The report as SARIF")
struct SARIFReportTests {
    private let run = SARIFReport.value(of: SampleReport.value)["runs"]?.array?.first ?? .null

    @Test("It says which version of SARIF it is, and how columns count")
    func head() {
        #expect(SARIFReport.value(of: SampleReport.value)["version"] == "2.1.0")
        #expect(run["columnKind"] == "unicodeCodePoints")
        #expect(run["tool"]?["driver"]?["name"] == "kubectl-kopia_maintenance")
    }

    @Test("Each remark is a result with rule, level, text and place")
    func results() {
        let results = run["results"]?.array ?? []
        let expected: JSONValue = [
            "ruleId": "FieldValueInvalid", "ruleIndex": 1, "level": "error",
            "message": ["text": "spec.cacheCapacity: Invalid value: \"ten\": must be a quantity"],
            "locations": [
                [
                    "physicalLocation": [
                        "artifactLocation": ["uri": "a%20b.yaml"], "region": ["startLine": 9, "startColumn": 18],
                    ],
                    "logicalLocations": [["fullyQualifiedName": "ns/nightly: spec.cacheCapacity"]],
                ]
            ],
        ]
        #expect(results.first == expected)
        #expect(results.map { $0["level"] } == ["error", "error", "warning", "warning"])
    }

    @Test("Every result's rule is in the tool's list, at the index that it gives")
    func rules() {
        let rules = run["tool"]?["driver"]?["rules"]?.array?.map { $0["id"] } ?? []
        let titles = run["tool"]?["driver"]?["rules"]?.array?.map { $0["shortDescription"]?["text"]?.string?.isEmpty }
        #expect(titles == [false, false, false, false])
        #expect(rules == ["Advice", "FieldValueInvalid", "NotJudged", "UnknownField"])
        for result in run["results"]?.array ?? [] {
            #expect(result["ruleIndex"]?.int64.map { rules[Int($0)] } == result["ruleId"])
        }
    }

    @Test("A file that cannot be read makes the run unsuccessful")
    func failures() {
        let invocation = run["invocations"]?.array?.first
        #expect(invocation?["executionSuccessful"] == false)
        let notifications = invocation?["toolExecutionNotifications"]?.array ?? []
        #expect(notifications.map { $0["message"]?["text"] } == ["not YAML: 100% wrong", "no such file or directory"])
        let place = notifications.first?["locations"]?.array?.first?["physicalLocation"]
        #expect(place?["artifactLocation"]?["uri"] == "file:///etc/b,%20c.yaml")
    }
}
