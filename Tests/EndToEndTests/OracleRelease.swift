import KopiaMaintenance
import TestSupport
import Testing

/// A release of Kubernetes, and gates, that the API server acts as.
struct OracleRelease: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let flags: [String]
    /// What validation is told of it.
    let capabilities: ClusterCapabilities
    /// What validation has to admit no less by: its release alone, or nothing at all.
    let toldLess: [ClusterCapabilities]

    private init(_ version: String, gates: String = "", among others: String = "", _ flags: String...) {
        testDescription = gates.isEmpty ? version : "\(version), \(gates)"
        let all = [gates, others].filter { !$0.isEmpty }.joined(separator: ",")
        self.flags = ["--emulated-version=\(version)"] + (all.isEmpty ? [] : ["--feature-gates=\(all)"]) + flags
        capabilities = .told(version, gates: all)
        toldLess = [.told(version, gates: nil), .unknown]
    }

    /// The API server's own release, as it is by default.
    static let latest = OracleRelease("1.36")

    /// The others that users run; and the last that lets its users switch off nearly everything that rules depend on.
    static let others = [
        OracleRelease("1.35"), OracleRelease("1.34"), OracleRelease("1.33"),
        // Some alpha gates wait for APIs of their own.
        OracleRelease("1.36", gates: "AllAlpha=true", "--runtime-config=api/all=true"),
        OracleRelease(
            "1.34",
            gates: "ProcMountType=false,SELinuxChangePolicy=false,SupplementalGroupsPolicy=false",
            among: "DynamicResourceAllocation=false,\(needingClaims)"
        ),
        OracleRelease("1.33", gates: "DynamicResourceAllocation=true,SELinuxMount=true,ProcMountType=false"),
        OracleRelease("1.35", gates: "SELinuxMount=true,TaintTolerationComparisonOperators=true"),
    ]

    /// The gates that are on, and that an API server refuses to have without `DynamicResourceAllocation`.
    private static let needingClaims = [
        "DRAAdminAccess", "DRAPrioritizedList", "DRAResourceClaimDeviceStatus", "DRASchedulerFilterTimeout",
    ].map { "\($0)=false" }.joined(separator: ",")
}
