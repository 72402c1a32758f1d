import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// What `deploy/` asks of other projects, against their own definitions.
@Suite(
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .enabled(if: PeerDefinitions.folder != nil, "KM_PEER_DEFINITIONS names no folder with their definitions"),
    .timeLimit(.minutes(10))
)
struct PeerDefinitionsTests {
    /// Runs a test with a cluster in which the others' definitions are.
    private static func withPeers(_ body: (ControlPlane) async throws -> Void) async throws {
        let folder = try #require(PeerDefinitions.folder)
        try await ControlPlane.run { cluster in
            for group in ["cert-manager.io", "monitoring.coreos.com"] {
                try await PeerDefinitions.install(group, from: folder, in: cluster)
            }
            try await cluster.must(
                "apply",
                "-f",
                Fixtures.repository.appending(path: "deploy/base/namespace.yaml").path
            )
            try await body(cluster)
        }
    }

    /// Every value of the chart that makes an object of somebody else's kind.
    static let values: [JSONValue] = [
        ["certificates": ["mode": "certManager"], "monitoring": everything],
        [
            "certificates": [
                "mode": "certManager",
                "certManager": [
                    "issuerRef": ["group": "cert-manager.io", "kind": "ClusterIssuer", "name": "x"],
                    "duration": "48h", "renewBefore": "16h",
                ],
            ],
            "controller": ["enabled": false], "crds": ["install": false], "monitoring": everything,
        ],
    ]

    private static let everything: JSONValue = [
        "podMonitors": true, "rules": true, "dashboard": true, "labels": ["release": "prometheus"],
    ]

    @Test("Overlays, monitoring and chart are taken with strict validation, and without a warning")
    func strict() async throws {
        try await Self.withPeers { cluster in
            for folder in ["overlays/cert-manager", "overlays/webhook-only-cert-manager", "monitoring"] {
                let path = Fixtures.repository.appending(path: "deploy/\(folder)").path
                try await Self.expectTaken(cluster, folder, ["-k", path])
            }
            guard let helm = ReleasedProgram.helms.last else { return }
            for values in Self.values {
                let objects = try await HelmChart.objects(values, with: helm)
                let list = Installation.list(objects)
                try await Self.expectTaken(cluster, values.jsonText, ["-f", "-"], input: list)
            }
        }
    }

    private static func expectTaken(
        _ cluster: ControlPlane,
        _ what: String,
        _ source: [String],
        input: String = ""
    ) async throws {
        let apply = ["apply", "--dry-run=server", "--validate=strict"] + source
        let outcome = try await cluster.kubectl(apply, input: input)
        #expect(outcome.status == 0, "\(what): \(outcome.errors)")
        #expect(!outcome.errors.contains("Warning"), "\(what): \(outcome.errors)")
    }

    @Test("A name that they do not know is refused, so the test above sees one")
    func refuses() async throws {
        try await Self.withPeers { cluster in
            let objects = try await Installation.objects(of: .certManager)
                .filter { $0["kind"] == "Certificate" }
                .map { $0.setting("P-256", at: "spec", "privateKey", "curve") }
            #expect(!objects.isEmpty)
            let apply = ["apply", "--dry-run=server", "--validate=strict", "-f", "-"]
            let outcome = try await cluster.kubectl(apply, input: Installation.list(objects))
            #expect(outcome.status != 0 && outcome.errors.contains("unknown field \"curve\""), "\(outcome)")
        }
    }
}
