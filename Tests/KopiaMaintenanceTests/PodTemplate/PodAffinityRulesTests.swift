import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@Suite("Pod affinity and anti-affinity")
struct PodAffinityRulesTests {
    @Test("are taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    private static let path = "spec.affinity.podAffinity.\(required)[0]"

    static let cases = terms + selectors + namespaces + weights + labelKeys + mergedLabelKeys

    /// One required term with these members beside its topology key.
    private static func term(_ name: String, _ members: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        let json = #"{"podAffinity": {"\#(required)": [{"topologyKey": "zone", \#(members)}]}}"#
        return PodTemplateCase(name, .affinity, json, expected)
    }

    private static func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        PodTemplateCase(name, .affinity, json, expected)
    }

    private static let terms = [
        row("empty", #"{"podAffinity": {}, "podAntiAffinity": {}}"#),
        row("a topology alone", #"{"podAffinity": {"\#(required)": [{"topologyKey": "kubernetes.io/hostname"}]}}"#),
        row(
            "no topology",
            #"{"podAntiAffinity": {"\#(required)": [{"labelSelector": {}}]}}"#,
            .required(
                "spec.affinity.podAntiAffinity.\(required)[0].topologyKey: Required value: can not be empty"
            )
        ),
        row(
            "a topology that no label has",
            #"{"podAffinity": {"\#(required)": [{"topologyKey": "a b"}]}}"#,
            .invalid("\(path).topologyKey: Invalid value: \"a b\": name part must consist of…")
        ),
        row("a topology of the wrong type", #"{"podAffinity": {"\#(required)": [{"topologyKey": 5}]}}"#),
        row("terms of the wrong type", #"{"podAffinity": {"\#(required)": {"topologyKey": "a"}}}"#),
    ]

    private static let selectors = [
        term("an empty selector", #""labelSelector": {}, "namespaceSelector": {}"#),
        term("labels", #""labelSelector": {"matchLabels": {"app": "x", "y": null}}"#),
        term(
            "every operator",
            #"""
            "labelSelector": {"matchExpressions": [
                {"key": "a", "operator": "In", "values": ["x"]}, {"key": "b", "operator": "NotIn", "values": ["x", ""]},
                {"key": "c", "operator": "Exists"}, {"key": "d", "operator": "DoesNotExist", "values": []}]}
            """#
        ),
        term(
            "a label that no pod has",
            #""labelSelector": {"matchLabels": {"a b": "x", "c": "x y"}}"#,
            .invalid("\(path).labelSelector.matchLabels[a b]: Invalid value: \"a b\": name part must consist of…"),
            .invalid("\(path).labelSelector.matchLabels[c]: Invalid value: \"x y\": a valid label must be an…")
        ),
        term(
            "In without values",
            #""namespaceSelector": {"matchExpressions": [{"key": "a", "operator": "In"}]}"#,
            .required(
                "\(path).namespaceSelector.matchExpressions[0].values: Required value: "
                    + "must be specified when `operator` is 'In' or 'NotIn'"
            )
        ),
        term(
            "Exists with values",
            #""labelSelector": {"matchExpressions": [{"key": "a", "operator": "Exists", "values": ["x"]}]}"#,
            .forbidden(
                "\(path).labelSelector.matchExpressions[0].values: Forbidden: "
                    + "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            )
        ),
        term(
            "operators that only nodes have",
            #""labelSelector": {"matchExpressions": [{"key": "a", "operator": "Gt", "values": ["1"]}]}"#,
            .invalid(
                "\(path).labelSelector.matchExpressions[0].operator: Invalid value: \"Gt\": "
                    + "not a valid selector operator"
            )
        ),
        term(
            "a value that no label has",
            #""labelSelector": {"matchExpressions": [{"key": "a", "operator": "In", "values": ["x y"]}]}"#,
            .invalid("\(path).labelSelector.matchExpressions[0].values[0]: Invalid value: \"x y\": a valid label…")
        ),
    ]

    private static let namespaces = [
        term("namespaces", #""namespaces": ["default", "kube-system"]"#),
        term(
            "what no namespace is called",
            #""namespaces": ["default", "a.b", "", "\#(String(repeating: "n", count: 64))"]"#,
            .invalid("\(path).namespaces[1]: Invalid value: \"a.b\": must not contain dots"),
            .invalid("\(path).namespaces[2]: Invalid value: \"\": a lowercase RFC 1123 label must consist of…"),
            .invalid(
                "\(path).namespaces[3]: Invalid value: \"\(String(repeating: "n", count: 64))\": "
                    + "must be no more than 63 characters"
            )
        ),
    ]

    private static let weights = [
        row(
            "weights at their borders",
            #"""
            {"podAntiAffinity": {"\#(preferred)": [
                {"weight": 1, "podAffinityTerm": {"topologyKey": "a"}},
                {"weight": 100, "podAffinityTerm": {"topologyKey": "a"}}]}}
            """#
        ),
        row(
            "weights past their borders, and no term",
            #"{"podAntiAffinity": {"\#(preferred)": [{"weight": 101}, {}]}}"#,
            .invalid(
                "spec.affinity.podAntiAffinity.\(preferred)[0].weight: Invalid value: 101: must be in the range 1-100"
            ),
            .required("spec.affinity.podAntiAffinity.\(preferred)[0].podAffinityTerm.topologyKey: Required value…"),
            .invalid("spec.affinity.podAntiAffinity.\(preferred)[1].weight: Invalid value: 0: must be in the range…"),
            .required("spec.affinity.podAntiAffinity.\(preferred)[1].podAffinityTerm.topologyKey: Required value…")
        ),
    ]

    private static let labelKeys = [
        term("keys", #""labelSelector": {}, "matchLabelKeys": ["a"], "mismatchLabelKeys": ["b"]"#),
        term("empty lists need no selector", #""matchLabelKeys": [], "mismatchLabelKeys": null"#),
        term(
            "keys without a selector",
            #""matchLabelKeys": ["a"], "mismatchLabelKeys": ["b", "c d"]"#,
            .forbidden("\(path).matchLabelKeys: Forbidden: must not be specified when labelSelector is not set"),
            .forbidden("\(path).mismatchLabelKeys: Forbidden: must not be specified when labelSelector is not set")
        ),
        term(
            "what is no key",
            #""labelSelector": {}, "matchLabelKeys": ["a", "b c"], "mismatchLabelKeys": ["-"]"#,
            .invalid("\(path).matchLabelKeys[1]: Invalid value: \"b c\": name part must consist of…"),
            .invalid("\(path).mismatchLabelKeys[0]: Invalid value: \"-\": name part must consist of…")
        ),
        term(
            "a key in both lists",
            #""labelSelector": {}, "matchLabelKeys": ["a", "b"], "mismatchLabelKeys": ["b"]"#,
            .invalid(
                "\(path).matchLabelKeys[1]: Invalid value: \"b\": exists in both matchLabelKeys and mismatchLabelKeys"
            )
        ),
        term("the same key twice", #""labelSelector": {}, "matchLabelKeys": ["a", "a"]"#),
    ]

    @Test("A label that the user gives the pod counts as the others do")
    func userLabels() {
        let term: JSONValue = [
            "topologyKey": "zone", "matchLabelKeys": ["team"], "labelSelector": ["matchLabels": ["team": "a"]],
        ]
        let spec: JSONValue = [
            "repository": ["repository": "r"], "affinity": ["podAntiAffinity": [Self.required: [term]]],
        ]
        #expect(Validation(.kopiaMaintenance(spec)).findings == [])
        let labelled = spec.setting(["team": "b"], at: "moverPodLabels")
        #expect(
            Validation(.kopiaMaintenance(labelled)).findings.map(\.description) == [
                "spec.affinity.podAntiAffinity.\(Self.required)[0].matchLabelKeys[0]: Invalid value: \"team\": "
                    + "exists in both matchLabelKeys and labelSelector"
            ]
        )
    }

    private static let mergedLabelKeys = [
        term(
            "a key that the selector names once",
            #""labelSelector": {"matchLabels": {"a": "x"}}, "matchLabelKeys": ["a"]"#
        ),
        term(
            "in an expression",
            #""labelSelector": {"matchExpressions": [{"key": "a", "operator": "Exists"}]}, "matchLabelKeys": ["a"]"#
        ),
        term(
            "a key that the selector names twice",
            #"""
            "labelSelector": {"matchLabels": {"a": "x"}, "matchExpressions": [{"key": "a", "operator": "Exists"}]},
            "matchLabelKeys": ["b", "a"]
            """#,
            .invalid("\(path).matchLabelKeys[1]: Invalid value: \"a\": exists in both matchLabelKeys and labelSelector")
        ),
        term(
            "in two expressions",
            #"""
            "labelSelector": {"matchExpressions":
                [{"key": "a", "operator": "Exists"}, {"key": "a", "operator": "In", "values": ["x"]}]},
            "matchLabelKeys": ["a"]
            """#,
            .invalid("\(path).matchLabelKeys[0]: Invalid value: \"a\": exists in both matchLabelKeys and labelSelector")
        ),
        term(
            "once, where every pod has the label",
            #"""
            "labelSelector": {"matchLabels": {"volsync.backube/maintenance-name": "x"}},
            "matchLabelKeys": ["volsync.backube/maintenance-name"]
            """#,
            .invalid(
                "\(path).matchLabelKeys[0]: Invalid value: \"volsync.backube/maintenance-name\": "
                    + "exists in both matchLabelKeys and labelSelector"
            )
        ),
        term(
            "in an expression, where the Job controller sets the label",
            #"""
            "labelSelector": {"matchExpressions": [{"key": "job-name", "operator": "Exists"}]},
            "matchLabelKeys": ["a", "job-name"]
            """#,
            .invalid(
                "\(path).matchLabelKeys[1]: Invalid value: \"job-name\": "
                    + "exists in both matchLabelKeys and labelSelector"
            )
        ),
        term(
            "a label of every pod that the selector does not name",
            #""labelSelector": {"matchLabels": {"a": "x"}}, "matchLabelKeys": ["volsync.backube/kopia-maintenance"]"#
        ),
        term(
            "such a label twice",
            #""labelSelector": {}, "matchLabelKeys": ["controller-uid", "controller-uid"]"#,
            .invalid("\(path).matchLabelKeys[1]: Invalid value: \"controller-uid\": exists in both matchLabelKeys…")
        ),
        term(
            "which mismatchLabelKeys may",
            #"""
            "labelSelector": {"matchLabels": {"a": "x"}, "matchExpressions": [{"key": "a", "operator": "Exists"}]},
            "mismatchLabelKeys": ["a"]
            """#
        ),
    ]
}
