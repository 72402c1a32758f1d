import KubernetesAPI
import TestSupport
import Testing

extension OracleTests {
    @Test("Every sample, and every manifest found in a public cluster, works as it is")
    func manifests() async throws {
        let cluster = try #require(OracleCluster.shared)
        #expect(OracleManifest.samples.count > 30)
        #expect(OracleManifest.wild.count == 49)
        for manifest in OracleManifest.samples + OracleManifest.wild {
            let comparison = try await OracleComparison(of: manifest.inNamespace, by: cluster)
            #expect(comparison.findings.isEmpty, "\(manifest.file)")
            #expect(comparison.refusals.map(\.status).isEmpty, "\(manifest.file)")
            #expect(comparison.disagreements.isEmpty, "\(manifest.file)")
        }
    }

    @Test("The samples of mistakes are mistakes to both")
    func rejectedSamples() async throws {
        let cluster = try #require(OracleCluster.shared)
        #expect(OracleManifest.rejectedSamples.count > 1)
        for manifest in OracleManifest.rejectedSamples {
            let comparison = try await OracleComparison(of: manifest.inNamespace, by: cluster)
            #expect(!comparison.findings.isEmpty, "\(manifest.file)")
            #expect(comparison.disagreements.isEmpty, "\(manifest.file)")
        }
    }

    @Test("A verdict that is wrong is noticed, in either direction")
    func notices() async throws {
        let cluster = try #require(OracleCluster.shared)
        let right = JSONValue.kopiaMaintenance(
            ["repository": ["repository": "r"], "resources": ["limits": ["cpu": 1]], "cacheCapacity": "1Gi"],
            metadata: ["name": "right", "namespace": .string(OracleCluster.namespace)]
        )
        let places = ["spec.resources.limits[cpu]", "spec.repository.repository", "spec.trigger.schedule"]
        for path in places + ["spec.cacheCapacity", "spec.moverPodLabels[a]", "spec.affinity.podAffinity"] {
            let invented = Finding.invalid(FieldPath(path), "x", "is wrong")
            let comparison = try await OracleComparison(of: right, findings: [invented], by: cluster)
            #expect(comparison.disagreements.contains("only validation: \(invented)"))
        }
        let wrong: [(String, JSONValue)] = [
            ("repository", ["repository": "a b"]), ("resources", ["limits": ["cpu": "-1"]]), ("cacheCapacity", "0"),
            ("trigger", ["schedule": "60 * * * *"]), ("schedule", "garbage"), ("cachePVC", "A"),
            ("serviceAccountName", "-"), ("tolerations", [["effect": "Never"]]), ("enabled", "yes"),
            ("moverPodLabels", ["a": "b c"]),
        ]
        for (field, value) in wrong {
            let object = right.setting(value, at: "spec", field)
            let comparison = try await OracleComparison(of: object, findings: [], by: cluster)
            #expect(!comparison.disagreements.isEmpty, "\(field)")
            #expect(!comparison.refusals.isEmpty, "\(field)")
        }
    }

    @Test("A warning that is missing, or that nobody gives, is noticed")
    func noticesWarnings() async throws {
        let cluster = try #require(OracleCluster.shared)
        let object = JSONValue.kopiaMaintenance(
            [
                "repository": ["repository": "r"], "resources": ["requests": ["memory": "0.5"]],
                "cacheCapacity": "1500m",
            ],
            metadata: ["name": "warned", "namespace": .string(OracleCluster.namespace)]
        )
        let right = try await OracleComparison(of: object, by: cluster)
        #expect(right.disagreements == [])
        #expect(right.warnings.count == 3, "the CronJob's, the pod's and the claim's")
        let silent = try await OracleComparison(of: object, advice: [], by: cluster)
        #expect(silent.disagreements.count == 2)
        let invented = "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14"
        let talkative = try await OracleComparison(of: object, advice: right.advice + [invented], by: cluster)
        #expect(talkative.disagreements == ["only validation warns: \(invented)"])
    }
}
