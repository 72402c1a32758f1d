import KubernetesAPI
import TestSupport
import Testing

extension WebhookInClusterTests {
    private static let minimal = """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: nightly, namespace: default}
        spec: {repository: {repository: r}}

        """

    /// What a user does with an exported object, up to the manual trigger.
    private static let waysBack: [[String]] = [
        ["create", "-f", "-"], ["apply", "-f", "-"], ["apply", "--server-side", "-f", "-"],
    ]

    @Test("A schedule that was defaulted stays so through an export, and retired fields get their advice")
    func exportAndRetiredFields() async throws {
        try await Self.withCluster { cluster in
            try await cluster.must("create", "-f", "-", input: Self.minimal)
            let export = try await cluster.must("get", "kmaint", "nightly", "-o", "yaml")
            // The API server takes none of these back.
            let object = try await Self.object(in: cluster)
                .setting(nil, at: "metadata", "uid").setting(nil, at: "metadata", "resourceVersion")
                .setting(nil, at: "metadata", "creationTimestamp").setting(nil, at: "metadata", "generation")
            #expect(export.contains("volsync.backube/defaulted-fields: trigger.schedule,enabled,suspend,"))
            for way in Self.waysBack {
                try await cluster.must("delete", "kmaint", "nightly")
                let back = try await cluster.kubectl(way, input: object.jsonText)
                #expect(back.status == 0, "\(way): \(back)")
                let tag = #"{"spec":{"trigger":{"manual":"x"}}}"#
                let patched = try await cluster.kubectl("patch", "kmaint", "nightly", "--type=merge", "-p", tag)
                #expect(patched.status == 0, "\(way): \(patched)")
                let after = try await Self.object(in: cluster)
                #expect(after["spec"]?["trigger"] == ["manual": "x"], "\(way)")
            }

            let retired = Self.minimal.replacing("{repository: r}", with: "{repository: r}, maintenanceIntervalDays: 7")
            let applied = try await cluster.kubectl("apply", "-f", "-", input: retired)
            #expect(
                applied.errors.contains(
                    "Warning: spec.maintenanceIntervalDays is ignored (retired design): "
                        + "write a schedule in spec.trigger.schedule"
                ),
                "\(applied)"
            )
            #expect(applied.status == 0)
        }
    }

    private static func object(in cluster: ControlPlane) async throws -> JSONValue {
        try JSONParser.parse(await cluster.must("get", "kmaint", "nightly", "-o", "json").utf8)
    }
}
