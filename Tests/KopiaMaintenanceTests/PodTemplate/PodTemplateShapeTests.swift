import KopiaMaintenance
import KubernetesAPI
import Testing

@Suite("The shapes of what is passed to the pod")
struct PodTemplateShapeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let field: PodTemplateField
        let json: String
        let expected: [String]

        init(_ field: PodTemplateField, _ json: String, _ expected: String...) {
            self.field = field
            self.json = json
            self.expected = expected
        }

        var testDescription: String { "\(field.rawValue) \(json)" }
    }

    @Test("Each wrong type is found once, at its path", arguments: wrongTypes)
    func wrongType(_ row: Case) throws {
        let value = try JSONParser.parse(row.json.utf8)
        let path = FieldPath("spec").field(row.field.rawValue)
        let findings = try #require(row.field.shape).findings(in: value, at: path)
        #expect(findings.map(\.description) == row.expected)
        #expect(findings.allSatisfy { $0.cause == .typeInvalid })
    }

    @Test("The rules add nothing to a wrong type", arguments: wrongTypes)
    func rulesAreSilent(_ row: Case) throws {
        let findings = row.field.findings(in: try JSONParser.parse(row.json.utf8))
        #expect(findings.map(\.description) == [])
    }

    private static let wrongTypes = tolerations + labels + security + nodeAffinity + podAffinity + resources + volumes

    private static let string = "must be a string"
    private static let object = "must be an object"
    private static let list = "must be a list"

    private static let tolerations = [
        Case(.tolerations, #"{}"#, "spec.tolerations: Invalid value: {}: \(list)"),
        Case(.tolerations, #"["a"]"#, "spec.tolerations[0]: Invalid value: \"a\": \(object)"),
        Case(.tolerations, #"[{"operator": 1}]"#, "spec.tolerations[0].operator: Invalid value: 1: \(string)"),
        Case(
            .tolerations,
            #"[{"key": true, "value": [], "effect": {}}]"#,
            "spec.tolerations[0].key: Invalid value: true: \(string)",
            "spec.tolerations[0].value: Invalid value: []: \(string)",
            "spec.tolerations[0].effect: Invalid value: {}: \(string)"
        ),
        Case(
            .tolerations,
            #"[{"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": "5"}]"#,
            "spec.tolerations[0].tolerationSeconds: Invalid value: \"5\": must be an integer"
        ),
    ]

    private static let labels = [
        Case(.nodeSelector, #"["a"]"#, "spec.nodeSelector: Invalid value: [\"a\"]: \(object)"),
        Case(.nodeSelector, #"{"a": true}"#, "spec.nodeSelector[a]: Invalid value: true: \(string)"),
        Case(.moverPodLabels, #"{"a": 1, "b": "x"}"#, "spec.moverPodLabels[a]: Invalid value: 1: \(string)"),
    ]

    private static let boolean = "must be a boolean (true or false)"

    private static let security = [
        Case(.podSecurityContext, #""x""#, "spec.podSecurityContext: Invalid value: \"x\": \(object)"),
        Case(
            .podSecurityContext,
            #"{"runAsUser": "1000", "fsGroup": 1.5, "runAsNonRoot": "yes"}"#,
            "spec.podSecurityContext.runAsUser: Invalid value: \"1000\": must be an integer",
            "spec.podSecurityContext.fsGroup: Invalid value: 1.5: must be an integer",
            "spec.podSecurityContext.runAsNonRoot: Invalid value: \"yes\": \(boolean)"
        ),
        Case(
            .podSecurityContext,
            #"{"supplementalGroups": ["1"], "sysctls": [{"name": "a", "value": 1}]}"#,
            "spec.podSecurityContext.supplementalGroups[0]: Invalid value: \"1\": must be an integer",
            "spec.podSecurityContext.sysctls[0].value: Invalid value: 1: \(string)"
        ),
        Case(
            .podSecurityContext,
            #"{"seccompProfile": {"type": 5, "localhostProfile": "/"}, "seLinuxOptions": {"user": 1}}"#,
            "spec.podSecurityContext.seccompProfile.type: Invalid value: 5: \(string)",
            "spec.podSecurityContext.seLinuxOptions.user: Invalid value: 1: \(string)"
        ),
        Case(
            .podSecurityContext,
            #"{"fsGroupChangePolicy": 1, "supplementalGroupsPolicy": 1, "seLinuxChangePolicy": 1, "appArmorProfile": 1}"#,
            "spec.podSecurityContext.fsGroupChangePolicy: Invalid value: 1: \(string)",
            "spec.podSecurityContext.supplementalGroupsPolicy: Invalid value: 1: \(string)",
            "spec.podSecurityContext.seLinuxChangePolicy: Invalid value: 1: \(string)",
            "spec.podSecurityContext.appArmorProfile: Invalid value: 1: \(object)"
        ),
        Case(
            .containerSecurityContext,
            #"{"capabilities": {"add": "ALL", "drop": [1]}, "procMount": 1, "privileged": 1}"#,
            "spec.containerSecurityContext.capabilities.add: Invalid value: \"ALL\": \(list)",
            "spec.containerSecurityContext.capabilities.drop[0]: Invalid value: 1: \(string)",
            "spec.containerSecurityContext.procMount: Invalid value: 1: \(string)",
            "spec.containerSecurityContext.privileged: Invalid value: 1: \(boolean)"
        ),
        Case(
            .containerSecurityContext,
            #"{"windowsOptions": {"hostProcess": 1, "runAsUserName": 1, "gmsaCredentialSpec": 1}}"#,
            "spec.containerSecurityContext.windowsOptions.hostProcess: Invalid value: 1: \(boolean)",
            "spec.containerSecurityContext.windowsOptions.runAsUserName: Invalid value: 1: \(string)",
            "spec.containerSecurityContext.windowsOptions.gmsaCredentialSpec: Invalid value: 1: \(string)"
        ),
        Case(
            .containerSecurityContext,
            #"{"allowPrivilegeEscalation": 0, "readOnlyRootFilesystem": 0, "runAsGroup": []}"#,
            "spec.containerSecurityContext.allowPrivilegeEscalation: Invalid value: 0: \(boolean)",
            "spec.containerSecurityContext.readOnlyRootFilesystem: Invalid value: 0: \(boolean)",
            "spec.containerSecurityContext.runAsGroup: Invalid value: []: must be an integer"
        ),
    ]

    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    private static let node = "spec.affinity.nodeAffinity"
    private static let pod = "spec.affinity.podAntiAffinity"

    private static let nodeAffinity = [
        Case(.affinity, #"{"nodeAffinity": []}"#, "\(node): Invalid value: []: \(object)"),
        Case(
            .affinity,
            #"{"nodeAffinity": {"\#(required)": []}}"#,
            "\(node).\(required): Invalid value: []: \(object)"
        ),
        Case(
            .affinity,
            #"{"nodeAffinity": {"\#(required)": {"nodeSelectorTerms": [5]}}}"#,
            "\(node).\(required).nodeSelectorTerms[0]: Invalid value: 5: \(object)"
        ),
        Case(
            .affinity,
            #"{"nodeAffinity": {"\#(required)": {"nodeSelectorTerms": [{"matchExpressions": {}, "matchFields": "x"}]}}}"#,
            "\(node).\(required).nodeSelectorTerms[0].matchExpressions: Invalid value: {}: \(list)",
            "\(node).\(required).nodeSelectorTerms[0].matchFields: Invalid value: \"x\": \(list)"
        ),
        Case(
            .affinity,
            #"{"nodeAffinity": {"\#(preferred)": [{"weight": 2147483648}]}}"#,
            "\(node).\(preferred)[0].weight: Invalid value: 2147483648: must be between -2147483648 and 2147483647"
        ),
        Case(
            .affinity,
            #"{"nodeAffinity": {"\#(preferred)": [{"weight": 1, "preference": {"matchFields": [{"key": 1, "operator": 1}]}}]}}"#,
            "\(node).\(preferred)[0].preference.matchFields[0].key: Invalid value: 1: \(string)",
            "\(node).\(preferred)[0].preference.matchFields[0].operator: Invalid value: 1: \(string)"
        ),
    ]

    private static let podAffinity = [
        Case(
            .affinity,
            #"{"podAntiAffinity": {"\#(required)": [{"topologyKey": 1, "namespaces": "a"}]}}"#,
            "\(pod).\(required)[0].topologyKey: Invalid value: 1: \(string)",
            "\(pod).\(required)[0].namespaces: Invalid value: \"a\": \(list)"
        ),
        Case(
            .affinity,
            #"{"podAntiAffinity": {"\#(required)": [{"topologyKey": "a", "labelSelector": [], "matchLabelKeys": ["a", 1]}]}}"#,
            "\(pod).\(required)[0].labelSelector: Invalid value: []: \(object)",
            "\(pod).\(required)[0].matchLabelKeys[1]: Invalid value: 1: \(string)"
        ),
        Case(
            .affinity,
            #"{"podAntiAffinity": {"\#(preferred)": [{"weight": 1, "podAffinityTerm": 1}, {"weight": "1", "podAffinityTerm": []}]}}"#,
            "\(pod).\(preferred)[0].podAffinityTerm: Invalid value: 1: \(object)",
            "\(pod).\(preferred)[1].weight: Invalid value: \"1\": must be an integer",
            "\(pod).\(preferred)[1].podAffinityTerm: Invalid value: []: \(object)"
        ),
        Case(
            .affinity,
            #"""
            {"podAntiAffinity": {"\#(required)": [{"topologyKey": "a", "namespaceSelector":
                {"matchLabels": {"a": 1}, "matchExpressions": [{"key": "a", "operator": "In", "values": {}}]}}]}}
            """#,
            "\(pod).\(required)[0].namespaceSelector.matchLabels[a]: Invalid value: 1: \(string)",
            "\(pod).\(required)[0].namespaceSelector.matchExpressions[0].values: Invalid value: {}: \(list)"
        ),
    ]

    private static let quantity = "must be a quantity: a string such as \"10Gi\", or a whole number"

    private static let resources = [
        Case(.resources, "[]", "spec.resources: Invalid value: []: \(object)"),
        Case(
            .resources,
            #"{"limits": {"memory": true}, "requests": []}"#,
            "spec.resources.limits[memory]: Invalid value: true: \(quantity)",
            "spec.resources.requests: Invalid value: []: \(object)"
        ),
        Case(
            .resources,
            #"{"limits": {"cpu": {}}, "requests": {"cpu": 1}, "claims": [{"name": 1}, "x"]}"#,
            "spec.resources.limits[cpu]: Invalid value: {}: \(quantity)",
            "spec.resources.claims[0].name: Invalid value: 1: \(string)",
            "spec.resources.claims[1]: Invalid value: \"x\": \(object)"
        ),
    ]

    private static let source = "spec.moverVolumes[0].volumeSource"

    private static let volumes = [
        Case(.moverVolumes, #"{}"#, "spec.moverVolumes: Invalid value: {}: \(list)"),
        Case(
            .moverVolumes,
            #"[{"mountPath": 1, "volumeSource": "x"}]"#,
            "spec.moverVolumes[0].mountPath: Invalid value: 1: \(string)",
            "\(source): Invalid value: \"x\": \(object)"
        ),
        Case(
            .moverVolumes,
            #"[{"mountPath": "a", "volumeSource": {"secret": {"secretName": 1, "defaultMode": "0777", "items": [1]}}}]"#,
            "\(source).secret.secretName: Invalid value: 1: \(string)",
            "\(source).secret.defaultMode: Invalid value: \"0777\": must be an integer",
            "\(source).secret.items[0]: Invalid value: 1: \(object)"
        ),
        Case(
            .moverVolumes,
            #"[{"mountPath": "a", "volumeSource": {"nfs": {"server": 1, "path": 1, "readOnly": 1}}}]"#,
            "\(source).nfs.server: Invalid value: 1: \(string)",
            "\(source).nfs.path: Invalid value: 1: \(string)",
            "\(source).nfs.readOnly: Invalid value: 1: \(boolean)"
        ),
        Case(
            .moverVolumes,
            #"[{"mountPath": "a", "volumeSource": {"persistentVolumeClaim": {"claimName": 1}}}]"#,
            "\(source).persistentVolumeClaim.claimName: Invalid value: 1: \(string)"
        ),
        Case(
            .moverVolumes,
            #"[{"mountPath": "a", "volumeSource": {"persistentVolumeClaim": "b"}}]"#,
            "\(source).persistentVolumeClaim: Invalid value: \"b\": \(object)"
        ),
    ]
}
