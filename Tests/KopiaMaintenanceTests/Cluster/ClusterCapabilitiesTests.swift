import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

@Suite struct ClusterCapabilitiesTests {
    @Test(
        "A release is read as clusters and distributions write it",
        arguments: [
            ("1.36", "1.36"), ("v1.36.2", "1.36"), ("v1.33.4+k3s1", "1.33"), ("v1.34.1-eks-0a1b2c", "1.34"),
            ("1.33+", "1.33"), ("1.33-gke.100", "1.33"), ("v2.0", "2.0"),
        ]
    )
    func version(_ text: String, _ version: String) {
        #expect(KubernetesVersion(parsing: text)?.description == version)
    }

    @Test(
        "What is no release is none",
        arguments: ["", "v", "1", "1.", ".36", "1.x", "V1.36", "1.36x", " 1.36", "1.\u{661}", "-1.2", "1.12345"]
    )
    func noVersion(_ text: String) { #expect(KubernetesVersion(parsing: text) == nil) }

    static let infos: [(JSONValue, String?)] = [
        (["major": "1", "minor": "36", "gitVersion": "v1.36.2"], "1.36"),
        (["major": "1", "minor": "33+", "gitVersion": "v1.33.5-eks-0a1b2c"], "1.33"),
        (["gitVersion": "v1.36.2", "emulationMajor": "1", "emulationMinor": "34"], "1.34"),
        (["gitVersion": "v1.36.2", "emulationMajor": "", "emulationMinor": ""], "1.36"),
        (["gitVersion": "unknown"], nil), (["gitVersion": 1], nil), ([:], nil), (.null, nil),
    ]

    @Test("A release is what an API server acts as, by what it says of itself", arguments: infos)
    func info(_ info: JSONValue, _ version: String?) {
        #expect(KubernetesVersion(info: info)?.description == version)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let version: String?
        let gates: String?
        let gate: FeatureGate
        let state: ClusterCapabilities.GateState

        init(
            _ version: String?,
            _ gates: String?,
            _ gate: FeatureGate,
            _ state: ClusterCapabilities.GateState
        ) {
            (self.version, self.gates, self.gate, self.state) = (version, gates, gate, state)
        }

        var testDescription: String { "\(version ?? "-") \(gates ?? "-"): \(gate) is \(state)" }
    }

    static let rows: [Row] = [
        // Nobody said anything.
        Row(nil, nil, .dynamicResourceAllocation, .unknown), Row(nil, nil, .seLinuxMount, .unknown),
        Row(nil, nil, .taintTolerationComparisonOperators, .unknown), Row(nil, nil, .procMountType, .unknown),
        // The release alone: the gates are what it lets them be.
        Row("1.36", nil, .procMountType, .on), Row("1.35", nil, .procMountType, .unknown),
        Row("1.35", nil, .supplementalGroupsPolicy, .on), Row("1.34", nil, .supplementalGroupsPolicy, .unknown),
        Row("1.34", nil, .taintTolerationComparisonOperators, .off),
        Row("1.35", nil, .taintTolerationComparisonOperators, .unknown),
        // The release with its defaults.
        Row("1.33", "", .dynamicResourceAllocation, .off), Row("1.34", "", .dynamicResourceAllocation, .on),
        Row("1.36", "AllAlpha=false", .taintTolerationComparisonOperators, .off), Row("1.36", "", .seLinuxMount, .off),
        Row("1.33", "", .seLinuxChangePolicy, .on),
        // Gates by their maturity, and by their names.
        Row("1.35", "AllAlpha=true", .taintTolerationComparisonOperators, .on),
        Row("1.36", "AllAlpha=true,TaintTolerationComparisonOperators=0", .taintTolerationComparisonOperators, .off),
        Row("1.36", "AllAlpha=true", .seLinuxMount, .off), Row("1.36", "AllBeta=true", .seLinuxMount, .on),
        Row("1.35", "AllBeta=false", .procMountType, .off), Row("1.36", "AllBeta=false", .procMountType, .on),
        Row("1.34", "SupplementalGroupsPolicy=false", .supplementalGroupsPolicy, .off),
        Row("1.36", " SELinuxMount = T , Unheard=1", .seLinuxMount, .on),
        // With the component, as a server's own flag may have it.
        Row("1.36", "kube:SELinuxMount=true", .seLinuxMount, .on),
        Row("1.36", ":SELinuxMount=true", .seLinuxMount, .on),
        Row("1.36", "other:SELinuxMount=true", .seLinuxMount, .off),
        Row("1.36", "SELinuxMount=true,SELinuxMount=false", .seLinuxMount, .off),
        // Gates of a release that nobody named: the releases that can have them.
        Row(nil, "TaintTolerationComparisonOperators=true", .taintTolerationComparisonOperators, .on),
        Row(nil, "", .taintTolerationComparisonOperators, .off), Row(nil, "", .dynamicResourceAllocation, .unknown),
        Row(nil, "AllAlpha=true", .taintTolerationComparisonOperators, .unknown),
        // A release that is not known is taken for the nearest.
        Row("1.31", "", .dynamicResourceAllocation, .off), Row("1.99", nil, .procMountType, .on),
    ]

    @Test("What is told decides about the gates, and what is not told stays open", arguments: rows)
    func state(_ row: Row) throws {
        let cluster = try ClusterCapabilities(
            version: row.version.flatMap(KubernetesVersion.init(parsing:)),
            gates: row.gates.map(FeatureGateSettings.init(parsing:))
        )
        #expect(cluster.state(of: row.gate) == row.state)
    }

    @Test(
        "What sets no gate is named",
        arguments: ["SELinuxMount", "SELinuxMount=", "=true", "A=yes", "A=true=false", "A=true;B=true"]
    )
    func syntax(_ text: String) {
        do {
            _ = try FeatureGateSettings(parsing: text)
            Issue.record("\(text) is taken")
        } catch {
            #expect(error.description.hasSuffix("write GATE=true or GATE=false, separated by commas"))
        }
    }

    @Test(
        "Gates with which no API server of the release starts are named, and taken as they are by default",
        arguments: [
            (
                "1.36", "ProcMountType=false", FeatureGate.procMountType, ClusterCapabilities.GateState.on,
                "ProcMountType cannot be changed from Kubernetes 1.36 on"
            ),
            (
                "1.34", "TaintTolerationComparisonOperators=true", .taintTolerationComparisonOperators, .off,
                "TaintTolerationComparisonOperators is a feature gate that the release does not have"
            ),
        ]
    )
    func contradiction(
        _ version: String,
        _ gates: String,
        _ gate: FeatureGate,
        _ state: ClusterCapabilities.GateState,
        _ text: String
    ) throws {
        let cluster = ClusterCapabilities(
            version: KubernetesVersion(parsing: version),
            gates: try FeatureGateSettings(parsing: gates)
        )
        #expect(cluster.contradictions.map(\.description) == [text])
        #expect(cluster.state(of: gate) == state)
        #expect(FeatureGate.allCases.allSatisfy { $0 == gate || cluster.state(of: $0) != .unknown })
    }
}
