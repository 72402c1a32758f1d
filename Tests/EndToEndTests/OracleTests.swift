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
    @Test("Of thousands of objects validation and the API server say the same")
    func generated() async throws {
        try await OracleSample(OracleSample.count).agrees(with: #require(OracleCluster.shared), "1.36")
    }
}

/// The promise on every release that users run, and with other feature gates.
@Suite(
    .serialized,
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(30))
)
struct OracleReleaseTests {
    @Test(
        "Of hundreds of objects validation and each release say the same; told less, it admits no less",
        arguments: OracleRelease.others
    )
    func generated(on release: OracleRelease) async throws {
        try await OracleCluster.run(release) { cluster in
            try await OracleSample(OracleSample.countOfRelease).agrees(with: cluster, release.testDescription)
        }
    }
}

/// So many objects that are made up.
private struct OracleSample {
    let objects: [JSONValue]

    /// As many as are asked about in a minute, unless there is more patience (`KM_ORACLE_COUNT=10000`).
    static let count = setting("KM_ORACLE_COUNT").flatMap { Int($0) } ?? 1500

    /// As many of each release; a fifth of them where there is more patience.
    static let countOfRelease = setting("KM_ORACLE_COUNT").flatMap { Int($0) }.map { $0 / 5 } ?? 150

    /// Where they come from: the same objects each time, unless another number is given (`KM_ORACLE_SEED`).
    private static let seed = setting("KM_ORACLE_SEED").flatMap { UInt64($0) } ?? 1

    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    init(_ count: Int) {
        var generator = ObjectGenerator(seed: Self.seed)
        objects = (0..<count).map { _ in generator.next() }
    }

    /// Asks the cluster about all of them.
    func agrees(with cluster: OracleCluster, _ release: String) async throws {
        let tally = try await OracleTally(of: objects, by: cluster)
        for (index, comparison) in tally.disagreeing.prefix(OracleTally.shown) {
            Issue.record(
                """
                \(release), object \(index) of seed \(Self.seed): \(comparison.object.jsonText.prefix(4000))
                validation: \(comparison.findings.isEmpty ? "admitted" : "rejected: \(comparison.findings)")
                the API server: \(comparison.refusals.map(\.status))
                \(comparison.disagreements.joined(separator: "\n"))
                """
            )
        }
        print("\(release): \(tally), seed \(Self.seed)")
        #expect(tally.disagreeing.count == 0, "\(tally), seed \(Self.seed)")
        #expect(tally.admitted > objects.count / 4, "\(tally): hardly anything was admitted")
        #expect(tally.refused > objects.count / 6, "\(tally): hardly anything was refused")
        #expect(tally.warned > objects.count / 40, "\(tally): hardly anything was warned of")
    }
}
