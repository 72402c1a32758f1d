import KopiaMaintenance
import KubernetesAPI
import Testing

@Suite("A wrong type anywhere")
struct PodTemplateSilenceTests {
    /// A value with every kind of field, in which the rules find nothing.
    struct Sample: Sendable, CustomTestStringConvertible {
        let field: PodTemplateField
        let json: String

        var testDescription: String { field.rawValue }
    }

    @Test("The samples are right", arguments: samples)
    func sampleIsRight(_ sample: Sample) throws {
        let value = try JSONParser.parse(sample.json.utf8)
        let shape = try #require(sample.field.shape)
        #expect(shape.findings(in: value, at: FieldPath("x")) == [])
        #expect(sample.field.findings(in: value) == [])
    }

    @Test("is reported by the shape, and the rules conclude nothing from it", arguments: samples)
    func wrongType(_ sample: Sample) throws {
        let value = try JSONParser.parse(sample.json.utf8)
        let shape = try #require(sample.field.shape)
        var wrong = 0
        for variant in Self.variants(of: value) where !shape.findings(in: variant, at: FieldPath("x")).isEmpty {
            wrong += 1
            let findings = sample.field.findings(in: variant)
            #expect(findings == [], "\(variant.jsonText)")
        }
        #expect(wrong > 10)
    }

    private static let replacements: [JSONValue] = [true, 5, "x", [], [:], .number(JSONNumber(validated: "1.5"))]

    /// The value with one value inside it replaced, for each such value and each replacement.
    private static func variants(of value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements):
            let inner = elements.indices.flatMap { index in
                variants(of: elements[index]).map { variant in
                    var copy = elements
                    copy[index] = variant
                    return JSONValue.array(copy)
                }
            }
            return replacements + inner
        case .object(let object):
            let inner = object.members.flatMap { member in
                variants(of: member.value).map { variant in
                    var copy = object
                    copy[member.name] = variant
                    return JSONValue.object(copy)
                }
            }
            return replacements + inner
        default:
            return replacements
        }
    }

    private static let samples = [
        Sample(
            field: .tolerations,
            json: #"""
                [{"key": "a", "operator": "Equal", "value": "b", "effect": "NoSchedule"},
                 {"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}]
                """#
        ),
        Sample(field: .nodeSelector, json: #"{"a": "b", "c": ""}"#),
        Sample(field: .moverPodLabels, json: #"{"a": "b", "c": ""}"#),
        Sample(field: .affinity, json: affinity),
        Sample(field: .podSecurityContext, json: podSecurityContext),
        Sample(field: .containerSecurityContext, json: containerSecurityContext),
        Sample(
            field: .resources,
            json: #"""
                {"limits": {"nvidia.com/gpu": 1, "hugepages-2Mi": "2Mi"},
                 "requests": {"cpu": "500m", "nvidia.com/gpu": "1", "hugepages-2Mi": "2Mi"}, "claims": []}
                """#
        ),
        Sample(
            field: .moverVolumes,
            json: #"""
                [{"mountPath": "a", "volumeSource": {"nfs": {"server": "a", "path": "/", "readOnly": true}}},
                 {"mountPath": "b", "volumeSource": {"persistentVolumeClaim": {"claimName": "a", "readOnly": true}}},
                 {"mountPath": "c", "volumeSource": {"secret": {"secretName": "a", "optional": true, "defaultMode": 0,
                    "items": [{"key": "a", "path": "b", "mode": 0}]}}}]
                """#
        ),
    ]

    private static let affinity = #"""
        {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{
                "matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}, {"key": "c", "operator": "Exists"},
                    {"key": "d", "operator": "Gt", "values": ["1"]}],
                "matchFields": [{"key": "metadata.name", "operator": "In", "values": ["a"]}]}]},
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": {
                "matchExpressions": [{"key": "a", "operator": "DoesNotExist", "values": []}]}}]},
         "podAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "a", "namespaces": ["b"],
                "labelSelector": {"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "c", "operator": "Exists"}]},
                "matchLabelKeys": ["d"], "mismatchLabelKeys": ["e"],
                "namespaceSelector": {"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b"]}]}}]},
         "podAntiAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": {
                "topologyKey": "a", "labelSelector": {}}}]}}
        """#

    private static let podSecurityContext = #"""
        {"runAsUser": 1, "runAsGroup": 1, "runAsNonRoot": true, "fsGroup": 1, "supplementalGroups": [1],
         "supplementalGroupsPolicy": "Merge", "fsGroupChangePolicy": "Always", "seLinuxChangePolicy": "Recursive",
         "sysctls": [{"name": "a.b", "value": "1"}, {"name": "a.c", "value": "1"}],
         "seccompProfile": {"type": "Localhost", "localhostProfile": "a"},
         "appArmorProfile": {"type": "Localhost", "localhostProfile": "a"},
         "seLinuxOptions": {"user": "a", "role": "a", "type": "a", "level": "a"},
         "windowsOptions": {"gmsaCredentialSpec": "a", "gmsaCredentialSpecName": "a", "runAsUserName": "a",
            "hostProcess": false}}
        """#

    private static let containerSecurityContext = #"""
        {"runAsUser": 1, "runAsGroup": 1, "runAsNonRoot": true, "privileged": false, "allowPrivilegeEscalation": false,
         "readOnlyRootFilesystem": true, "procMount": "Default", "capabilities": {"add": ["a"], "drop": ["ALL"]},
         "seccompProfile": {"type": "RuntimeDefault"}, "appArmorProfile": {"type": "Unconfined"},
         "windowsOptions": {"hostProcess": false}}
        """#
}
