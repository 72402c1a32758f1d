import KubernetesAPI
import Manifests
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Type and metadata of an object")
struct IdentityRulesTests {
    private static let head = "apiVersion: volsync.backube/v1alpha1\nkind: KopiaMaintenance\n"

    @Test(
        "What the API server accepts passes",
        arguments: [
            "metadata: {name: nightly}",
            "metadata: {name: a.b-c, namespace: my-ns}",
            "metadata: {generateName: nightly-}", "metadata: {generateName: nightly}", "metadata: {generateName: a}",
            "metadata: {name: a, namespace: ''}",
            "metadata: {name: a, labels: {app.kubernetes.io/name: x, empty: ''}, annotations: {Some.Thing/Key: 'a b\\n'}}",
        ]
    )
    func passes(yaml: String) throws {
        let object = try #require(Manifest(Array((Self.head + yaml).utf8)).documents.first?.root)
        #expect(IdentityRules.findings(in: object).isEmpty)
    }

    @Test(
        "What it rejects is named, as it names it",
        arguments: [
            ("metadata: {}", ["metadata.name Required value"]),
            ("spec: {}", ["metadata.name Required value"]),
            ("metadata: {name: ''}", ["metadata.name Required value"]),
            ("metadata: []", ["metadata Invalid value: []", "metadata.name Required value"]),
            ("metadata: {name: 12}", ["metadata.name Invalid value: 12"]),
            ("metadata: {name: Nightly_Run}", ["metadata.name Invalid value: \"Nightly_Run\""]),
            ("metadata: {generateName: Nightly-}", ["metadata.generateName Invalid value: \"Nightly-\""]),
            ("metadata: {name: a, namespace: my.ns}", ["metadata.namespace Invalid value: \"my.ns\""]),
            ("metadata: {name: a, labels: {on: 'yes'}}", []),
            ("metadata: {name: a, labels: {active: yes}}", ["metadata.labels[active] Invalid value: true"]),
            (
                "metadata: {name: a, labels: {a b: x y}}",
                [
                    "metadata.labels[a b] Invalid value: \"a b\"", "metadata.labels[a b] Invalid value: \"x y\"",
                ]
            ),
            ("metadata: {name: a, annotations: {a/b/c: x}}", ["metadata.annotations[a/b/c] Invalid value: \"a/b/c\""]),
        ]
    )
    func rejects(yaml: String, expected: [String]) throws {
        let object = try #require(Manifest(Array((Self.head + yaml).utf8)).documents.first?.root)
        let findings = IdentityRules.findings(in: object).map { finding in
            "\(finding.path) \(finding.message.split(separator: ":").prefix(2).joined(separator: ":"))"
        }
        #expect(findings.map { $0.replacing(": name or generateName is required", with: "") } == expected)
    }

    @Test(
        "A prefix is judged by itself and as it will be completed",
        arguments: [
            "-", ".a-", "a.-", "-a", String(repeating: "a", count: 254),
        ]
    )
    func generateName(prefix: String) {
        let object: JSONValue = ["metadata": ["generateName": .string(prefix)]]
        let findings = IdentityRules.findings(in: object)
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.path.description == "metadata.generateName" })
    }

    @Test("Another version of the group is not served")
    func version() {
        let object: JSONValue = [
            "apiVersion": "volsync.backube/v1", "kind": "KopiaMaintenance", "metadata": ["name": "a"],
        ]
        #expect(
            IdentityRules.findings(in: object).map(\.description) == [
                "apiVersion: Unsupported value: \"volsync.backube/v1\": supported values: \"volsync.backube/v1alpha1\""
            ]
        )
    }

    @Test("Annotations have a size that they share")
    func annotationSize() {
        let long = JSONValue.string(String(repeating: "x", count: 200 << 10))
        let object: JSONValue = ["metadata": ["name": "a", "annotations": ["a": long, "b": long]]]
        #expect(
            IdentityRules.findings(in: object).map(\.description) == [
                "metadata.annotations: Too long: may not be more than 262144 bytes"
            ]
        )
    }
}
