import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// The promise: what the webhook admits, the API server takes when the controller renders it; what the webhook rejects
/// could not have worked.
@Suite(
    .serialized,
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(20)),
    .oracle
)
struct OracleTests {
    /// How many objects are made up: as many as are asked about in a minute, unless there is more patience
    /// (`KM_ORACLE_COUNT=10000`).
    private static let count = setting("KM_ORACLE_COUNT").flatMap { Int($0) } ?? 1500

    /// Where they come from: the same objects each time, unless another number is given (`KM_ORACLE_SEED`).
    private static let seed = setting("KM_ORACLE_SEED").flatMap { UInt64($0) } ?? 1

    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    @Test("Of thousands of objects validation and the API server say the same")
    func generated() async throws {
        let cluster = try #require(OracleCluster.shared)
        var generator = ObjectGenerator(seed: Self.seed)
        let objects = (0..<Self.count).map { _ in generator.next() }
        let tally = try await OracleTally(of: objects, by: cluster)
        for (index, comparison) in tally.disagreeing.prefix(OracleTally.shown) {
            Issue.record(
                """
                object \(index) of seed \(Self.seed): \(comparison.object.jsonText.prefix(4000))
                validation: \(comparison.findings.isEmpty ? "admitted" : "rejected: \(comparison.findings)")
                the API server: \(comparison.refusals.map(\.status))
                \(comparison.disagreements.joined(separator: "\n"))
                """
            )
        }
        print("\(tally), seed \(Self.seed)")
        #expect(tally.disagreeing.count == 0, "\(tally), seed \(Self.seed)")
        #expect(tally.admitted > Self.count / 4, "\(tally): hardly anything was admitted")
        #expect(tally.refused > Self.count / 6, "\(tally): hardly anything was refused")
    }
}
