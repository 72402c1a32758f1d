import Foundation
import KubernetesAPI
import Manifests
import TestSupport
import Testing

@testable import KopiaMaintenance

@Suite("The custom resource definition")
struct CustomResourceDefinitionTests {
    private let definition: JSONValue

    init() throws {
        let file = Fixtures.repository.appending(path: "deploy/crd/kopiamaintenances.volsync.backube.yaml")
        let manifest = Manifest([UInt8](try Data(contentsOf: file)))
        #expect(manifest.error == nil)
        definition = try #require(manifest.documents.first).root
    }

    @Test("spec has the fields that validation knows, each of the same type, and no other")
    func specIsWhatValidationKnows() throws {
        let spec = try property("spec")
        #expect(SchemaComparison.differences(between: SpecFields.shape, and: spec, at: "spec") == [])
        #expect(spec["properties"]?.object?.members.map(\.name) == SpecFields.all.map(\.name))
    }

    @Test("status has the fields that the reference promises, and the observed generation")
    func statusIsWhatTheReferencePromises() throws {
        let condition: Shape = .object([
            "type": .string, "status": .string, "observedGeneration": .int64, "lastTransitionTime": .string,
            "reason": .string, "message": .string,
        ])
        let shape: Shape = .object([
            "observedGeneration": .int64, "activeCronJob": .string, "lastReconcileTime": .string,
            "lastMaintenanceTime": .string, "nextScheduledMaintenance": .string, "maintenanceFailures": .int32,
            "lastManualSync": .string, "lastManualFailure": .string,
            "lastRequestedRun": .object([
                "tag": .string, "job": .string, "result": .string, "completionTime": .string,
            ]),
            "accountedJobs": .array(of: .string), "conditions": .array(of: condition),
        ])
        #expect(SchemaComparison.differences(between: shape, and: try property("status"), at: "status") == [])
    }

    @Test("a field of status whose name ends in Time is a date", arguments: ["status", "status.conditions[]"])
    func timesAreDates(path: String) throws {
        var schema = try property("status")
        if path.hasSuffix("[]") { schema = try #require(schema["properties"]?["conditions"]?["items"]) }
        let times = try #require(schema["properties"]?.object?.members.filter { $0.name.hasSuffix("Time") })
        #expect(!times.isEmpty)
        for time in times { #expect(time.value["format"] == "date-time", "\(time.name)") }
    }

    @Test("conditions merge by their type")
    func conditionsMergeByType() throws {
        let conditions = try #require(try property("status")["properties"]?["conditions"])
        #expect(conditions["x-kubernetes-list-type"] == "map")
        #expect(conditions["x-kubernetes-list-map-keys"] == ["type"])
        #expect(conditions["items"]?["required"] == ["type"])
    }

    @Test("spec leaves defaults and values to the webhook")
    func specJudgesNoValue() throws {
        let judging: Set<String> = [
            "default", "required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems",
            "maxItems", "uniqueItems", "oneOf", "anyOf", "allOf", "not", "nullable", "x-kubernetes-validations",
        ]
        for (path, schema) in try schemas(below: "spec") {
            let found = try #require(schema.object).members.map(\.name).filter(judging.contains)
            #expect(found == [], "\(path)")
        }
    }

    @Test("what goes into the pod keeps fields of later releases at every level, and nothing else does")
    func passThroughKeepsUnknownFields() throws {
        let open = [
            "spec.resources", "spec.podSecurityContext", "spec.containerSecurityContext", "spec.tolerations[]",
            "spec.affinity", "spec.moverVolumes[].volumeSource.secret", "spec.moverVolumes[].volumeSource.nfs",
            "spec.moverVolumes[].volumeSource.persistentVolumeClaim",
        ]
        for (path, schema) in try schemas(below: "spec") where schema["properties"] != nil {
            let expected = open.contains { path == $0 || path.hasPrefix($0 + ".") }
            #expect((schema["x-kubernetes-preserve-unknown-fields"]?.bool ?? false) == expected, "\(path)")
        }
    }

    @Test("kubectl explain has something to say about every field", arguments: ["spec", "status"])
    func everyFieldIsDescribed(section: String) throws {
        for (path, schema) in try schemas(below: section) where !path.hasSuffix("[]") && !path.hasSuffix("{}") {
            let text = schema["description"]?.string ?? ""
            #expect(text.hasSuffix("."), "\(path)")
        }
    }

    @Test("the names are those by which clusters know the resource")
    func namesAreTheContract() throws {
        let spec = try #require(definition["spec"])
        #expect(definition["metadata"]?["name"]?.string == "\(APINames.resource).\(APINames.group)")
        #expect(spec["group"]?.string == APINames.group)
        #expect(spec["scope"] == "Namespaced")
        #expect(
            spec["names"] == [
                "kind": .string(APINames.kind), "listKind": "KopiaMaintenanceList",
                "plural": .string(APINames.resource), "singular": "kopiamaintenance",
                "shortNames": ["kmaint"], "categories": ["volsync"],
            ]
        )
        #expect(spec["versions"]?.array?.count == 1)
        let version = try version()
        #expect(version["name"]?.string == APINames.version)
        #expect(version["served"] == true)
        #expect(version["storage"] == true)
        #expect(version["subresources"] == ["status": [:]])
    }

    @Test("kubectl get shows what runs when, and how it went")
    func columns() throws {
        let columns = try #require(try version()["additionalPrinterColumns"]?.array)
        let shown = columns.map { [$0["name"]?.string, $0["type"]?.string, $0["jsonPath"]?.string] }
        #expect(
            shown == [
                ["Repository", "string", ".spec.repository.repository"],
                ["Schedule", "string", ".spec['trigger.schedule','schedule']"],
                ["Manual", "string", ".spec.trigger.manual"],
                ["Enabled", "boolean", ".spec.enabled"],
                ["Suspended", "boolean", ".spec.suspend"],
                ["Last Maintenance", "date", ".status.lastMaintenanceTime"],
                ["Next", "string", ".status.nextScheduledMaintenance"],
                ["Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status"],
                ["Age", "date", ".metadata.creationTimestamp"],
            ]
        )
    }

    // MARK: - The comparison itself

    struct Comparison: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let shape: Shape
        let schema: JSONValue
        let differences: [String]

        init(_ name: String, _ shape: Shape, _ schema: JSONValue, _ differences: [String]) {
            (testDescription, self.shape, self.schema, self.differences) = (name, shape, schema, differences)
        }
    }

    @Test(
        "the comparison finds each difference",
        arguments: [
            Comparison("equal", .string, ["type": "string"], []),
            Comparison("another type", .string, ["type": "integer"], [#"x is ["integer"], not ["string"]"#]),
            Comparison(
                "another width",
                .int32,
                ["type": "integer", "format": "int64"],
                [#"x is ["integer", "int64"], not ["integer", "int32"]"#]
            ),
            Comparison("no quantity", .quantity, ["type": "string"], [#"x is ["string"], not ["int-or-string"]"#]),
            Comparison(
                "a field missing",
                .object(["a": .string, "b": .boolean]),
                ["type": "object", "properties": ["a": ["type": "string"]]],
                ["x.b is missing"]
            ),
            Comparison(
                "a field too many",
                .object(["a": .string]),
                ["type": "object", "properties": ["a": ["type": "string"], "c": ["type": "string"]]],
                ["x.c is not validated"]
            ),
            Comparison(
                "deep inside",
                .array(of: .map(of: .object(["a": .string]))),
                [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "additionalProperties": ["type": "object", "properties": ["a": ["type": "boolean"]]],
                    ],
                ],
                [#"x[]{}.a is ["boolean"], not ["string"]"#]
            ),
        ]
    )
    func comparison(_ given: Comparison) {
        #expect(
            SchemaComparison.differences(between: given.shape, and: given.schema, at: "x") == given.differences
        )
    }

    // MARK: - Reading the definition

    private func version() throws -> JSONValue { try #require(definition["spec"]?["versions"]?.array?.first) }

    private func property(_ name: String) throws -> JSONValue {
        try #require(try version()["schema"]?["openAPIV3Schema"]?["properties"]?[name])
    }

    /// Every schema of a section with its path, the section's own first.
    private func schemas(below name: String) throws -> [(path: String, schema: JSONValue)] {
        var found = [(path: name, schema: try property(name))]
        var next = 0
        while next < found.count {
            let (path, schema) = found[next]
            for member in schema["properties"]?.object?.members ?? [] {
                found.append(("\(path).\(member.name)", member.value))
            }
            if let items = schema["items"] { found.append((path + "[]", items)) }
            if let values = schema["additionalProperties"] { found.append((path + "{}", values)) }
            next += 1
        }
        return found
    }
}
