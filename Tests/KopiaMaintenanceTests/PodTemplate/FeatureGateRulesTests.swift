import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// The verdicts that depend on the cluster: told which, and not told.
@Suite("Where clusters differ, the cluster that is told decides, and the kindest one otherwise")
struct FeatureGateRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let field: PodTemplateField
        let json: String
        /// A cluster that refuses the value, and one that takes it.
        let refusing: ClusterCapabilities
        let taking: ClusterCapabilities
        /// What is said in each case; nothing is said of a value that a cluster acts upon.
        let refusal: String
        let ignored: String?
        let untold: String

        var testDescription: String { "\(field.rawValue) \(json)" }
    }

    private static let orderNeed =
        "needs the feature gate TaintTolerationComparisonOperators, "
        + "which exists from Kubernetes 1.35 on and is off by default"

    static let cases: [Case] = [
        Case(
            field: .tolerations,
            json: #"[{"key": "a", "operator": "Lt", "value": "5"}]"#,
            refusing: .told("1.34"),
            taking: .told("1.35", gates: "AllAlpha=true"),
            refusal: #"spec.tolerations[0].operator: Unsupported value: "Lt": supported values: "Equal", "Exists"; "#
                + #""Lt" "# + orderNeed,
            ignored: nil,
            untold: #"spec.tolerations[0].operator: "Lt" "# + orderNeed
        ),
        Case(
            field: .podSecurityContext,
            json: #"{"seLinuxChangePolicy": "MountOption"}"#,
            refusing: .told("1.36"),
            taking: .told("1.33", gates: "SELinuxMount=true"),
            refusal: #"spec.podSecurityContext.seLinuxChangePolicy: Unsupported value: "MountOption": "#
                + #"supported values: "Recursive"; "MountOption" needs the feature gate SELinuxMount, which is off by default"#,
            ignored: nil,
            untold: #"spec.podSecurityContext.seLinuxChangePolicy: "MountOption" needs the feature gate SELinuxMount, "#
                + "which is off by default"
        ),
        dropped(
            .podSecurityContext,
            "seLinuxChangePolicy",
            #""Odd""#,
            by: "SELinuxChangePolicy",
            until: "1.36",
            #"Unsupported value: "Odd": supported values: "Recursive""#
        ),
        dropped(
            .podSecurityContext,
            "supplementalGroupsPolicy",
            #""Loose""#,
            by: "SupplementalGroupsPolicy",
            until: "1.35",
            #"Unsupported value: "Loose": supported values: "Merge", "Strict""#
        ),
        dropped(
            .containerSecurityContext,
            "procMount",
            #""Unmasked""#,
            by: "ProcMountType",
            until: "1.36",
            #"Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`"#
        ),
        Case(
            field: .resources,
            json: #"{"claims": [{"name": "gpu"}]}"#,
            refusing: .told("1.34"),
            taking: .told("1.33"),
            refusal: #"spec.resources.claims[0].name: Invalid value: "gpu": "#
                + "must be one of the names in pod.spec.resourceClaims which is empty",
            ignored: "spec.resources.claims: ignored, "
                + "since the cluster's feature gate DynamicResourceAllocation is off",
            untold: "spec.resources.claims[0].name: ignored where the feature gate DynamicResourceAllocation is off "
                + #"(before Kubernetes 1.35), refused elsewhere: Invalid value: "gpu": "#
                + "must be one of the names in pod.spec.resourceClaims which is empty"
        ),
    ]

    private static func dropped(
        _ field: PodTemplateField,
        _ name: String,
        _ value: String,
        by gate: String,
        until version: String,
        _ message: String
    ) -> Case {
        let path = "spec.\(field.rawValue).\(name)"
        return Case(
            field: field,
            json: "{\"\(name)\": \(value)}",
            refusing: .told("1.34"),
            taking: .told("1.34", gates: "\(gate)=false"),
            refusal: "\(path): \(message)",
            ignored: "\(path): ignored, since the cluster's feature gate \(gate) is off",
            untold: "\(path): ignored where the feature gate \(gate) is off (before Kubernetes \(version)), "
                + "refused elsewhere: \(message)"
        )
    }

    @Test(arguments: cases)
    func decides(_ row: Case) throws {
        let value = try JSONParser.parse(row.json.utf8)
        let refused = row.field.findings(in: value, on: row.refusing)
        #expect(refused.map(\.description) == [row.refusal])
        #expect(refused.warnings == [])
        let taken = row.field.findings(in: value, on: row.taking)
        #expect(taken == [])
        #expect(taken.warnings == (row.ignored.map { [$0] } ?? []))
        let untold = row.field.findings(in: value, on: .unknown)
        #expect(untold == [])
        #expect(untold.warnings == [row.untold])
    }

    @Test(
        "Nothing is said of a value that every cluster takes",
        arguments: [
            (PodTemplateField.tolerations, #"[{"key": "a", "operator": "Exists"}]"#),
            (.podSecurityContext, #"{"seLinuxChangePolicy": "Recursive", "supplementalGroupsPolicy": "Strict"}"#),
            (.containerSecurityContext, #"{"procMount": "Default"}"#), (.resources, #"{"claims": []}"#),
        ]
    )
    func silence(_ field: PodTemplateField, _ json: String) throws {
        for cluster in [ClusterCapabilities.unknown, .latest, .told("1.33"), .told("1.35", gates: nil)] {
            let findings = field.findings(in: try JSONParser.parse(json.utf8), on: cluster)
            #expect(findings == [])
            #expect(findings.warnings == [])
        }
    }

    @Test("Claims that nobody reads are applied all the same: none has the name of another")
    func claimsByName() throws {
        let claims = try JSONParser.parse(#"{"claims": [{"name": "a"}, {}, {"name": "a"}, {"name": ""}]}"#.utf8)
        for cluster in [ClusterCapabilities.unknown, .told("1.33")] {
            #expect(
                PodTemplateField.resources.findings(in: claims, on: cluster).map(\.description) == [
                    #"spec.resources.claims[2].name: Duplicate value: "a""#,
                    #"spec.resources.claims[3].name: Duplicate value: """#,
                ]
            )
        }
    }

    @Test(
        "A comparison is with a whole number",
        arguments: [
            ("5", nil), ("0", nil), ("-7", nil), ("9223372036854775807", nil), ("", "must be non-empty"),
            ("07", "must be a valid decimal integer in canonical form"),
            ("-0", "must be a valid decimal integer in canonical form"),
            ("+1", "must be a valid decimal integer in canonical form"),
            ("-", "must be a valid decimal integer in canonical form"),
            ("9223372036854775808", "must be between -9223372036854775808 and 9223372036854775807"),
        ] as [(String, String?)]
    )
    func compares(with value: String, _ problem: String?) {
        let tolerations: JSONValue = [["key": "a", "operator": "Gt", "value": .string(value)]]
        for cluster in [ClusterCapabilities.unknown, .told("1.36", gates: "AllAlpha=true")] {
            let findings = PodTemplateField.tolerations.findings(in: tolerations, on: cluster)
            #expect(findings.map(\.detail) == (problem.map { [$0] } ?? []))
        }
    }
}
