import Foundation
import KubernetesAPI
import Manifests
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("Fields that the API server does not know")
struct UnknownFieldsTests {
    @Test(
        "Every unknown field is named, where objects keep nothing that they do not know",
        arguments: [
            (
                "{apiVersion: a, kind: k, metadata: {name: n, labels: {x: y}}, spec: {}, status: {conditions: [{type: y}]}}",
                []
            ),
            (
                "{status: {phase: y, conditions: [{type: y}, {kind: z}]}}",
                ["status.phase", "status.conditions[1].kind"]
            ),
            ("{spec: {resources: {x: 1}, affinity: {x: 1}, tolerations: [{x: 1}], podSecurityContext: {x: 1}}}", []),
            ("{spec: {moverVolumes: [{mountPath: a, volumeSource: {nfs: {x: 1}}}], nodeSelector: {x: y}}}", []),
            ("{data: {}, metadata: {nmae: x}}", ["data", "metadata.nmae"]),
            (
                "{spec: {cachCapacity: 1Gi, enabled: true, repositorySelector: {}, repository: {nam: x}}}",
                ["spec.cachCapacity", "spec.repository.nam"]
            ),
            (
                "{spec: {repository: {nam: x, customCA: {configMap: y}}, trigger: {cron: z}}}",
                [
                    "spec.repository.nam", "spec.repository.customCA.configMap", "spec.trigger.cron",
                ]
            ),
            (
                "{spec: {moverVolumes: [{}, {name: v, volumeSource: {hostPath: {}}}]}}",
                [
                    "spec.moverVolumes[1].name", "spec.moverVolumes[1].volumeSource.hostPath",
                ]
            ),
            ("{spec: text}", []), ("{spec: {trigger: []}}", []), ("{spec: {moverVolumes: {x: 1}}}", []),
        ]
    )
    func paths(yaml: String, expected: [String]) throws {
        let object = try #require(Manifest(Array(yaml.utf8)).documents.first?.root)
        #expect(UnknownFields.paths(in: object).map(\.description) == expected)
    }

    @Test("Pruning takes away the unknown fields and nothing else")
    func pruned() {
        let object: JSONValue = [
            "kind": "K", "data": [:],
            "spec": [
                "enabled": true, "foo": 1, "resources": ["foo": 1],
                "moverVolumes": [
                    ["mountPath": "a", "foo": 1, "volumeSource": ["hostPath": [:], "nfs": ["foo": 1]]], 7,
                ],
            ],
        ]
        let pruned: JSONValue = [
            "kind": "K",
            "spec": [
                "enabled": true, "resources": ["foo": 1],
                "moverVolumes": [["mountPath": "a", "volumeSource": ["nfs": ["foo": 1]]], 7],
            ],
        ]
        #expect(UnknownFields.pruned(object) == pruned)
        #expect(UnknownFields.paths(in: UnknownFields.pruned(object)).isEmpty)
    }

    @Test("The table has the fields of the custom resource definition, and is open where that is")
    func sameAsDefinition() throws {
        let file = Fixtures.repository.appending(path: "deploy/crd/kopiamaintenances.volsync.backube.yaml")
        let definition = try #require(Manifest([UInt8](try Data(contentsOf: file))).documents.first?.root)
        let version = try #require(definition["spec"]?["versions"]?.array?.first)
        let schema = try #require(version["schema"]?["openAPIV3Schema"])
        guard case .fields(let fields) = KnownFields.root, let spec = fields["spec"], let status = fields["status"]
        else {
            Issue.record("the table has no spec or no status")
            return
        }
        let properties = try #require(schema["properties"]?.object)
        #expect(Set(fields.keys) == Set(properties.members.map(\.name)))
        #expect(outline(spec) == outline(try #require(properties["spec"])))
        #expect(outline(status) == outline(try #require(properties["status"])))
    }

    /// The closed objects of the table, as text.
    private func outline(_ known: KnownFields) -> String {
        switch known {
        case .anything: return "*"
        case .list(let element): return "[\(outline(element))]"
        case .fields(let fields):
            return
                "{\(fields.sorted { $0.key < $1.key }.map { "\($0.key):\(outline($0.value))" }.joined(separator: ","))}"
        }
    }

    /// The same of a structural schema: what is open, a map or a scalar is one to this question.
    private func outline(_ schema: JSONValue) -> String {
        if schema["x-kubernetes-preserve-unknown-fields"] == true { return "*" }
        if let items = schema["items"] {
            let element = outline(items)
            return element == "*" ? "*" : "[\(element)]"
        }
        guard let properties = schema["properties"]?.object else { return "*" }
        let fields = properties.members.sorted { $0.name < $1.name }
        return "{\(fields.map { "\($0.name):\(outline($0.value))" }.joined(separator: ","))}"
    }
}
