import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// What `migrate --cluster` does in a real cluster.
    @Suite struct PluginMigrationTests {
        /// As much of the definition of an earlier release as a source needs.
        private static let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: replicationsources.volsync.backube}
            spec:
              group: volsync.backube
              scope: Namespaced
              names: {kind: ReplicationSource, plural: replicationsources}
              versions:
                - name: v1alpha1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

            """

        private static func source(_ name: String) -> String {
            """
            apiVersion: volsync.backube/v1alpha1
            kind: ReplicationSource
            metadata: {name: \(name)}
            spec:
              sourcePVC: data
              kopia: {repository: other, maintenanceCronJob: {schedule: "0 4 * * *"}}

            """
        }

        @Test("migrate --cluster shows its plan, asks, and leaves nothing to migrate")
        func objects() async throws {
            try await ControllerWorld.run { world in
                try await world.submit("nightly", ["repository": ["repository": "repo"], "schedule": "0 3 * * *"])
                let before = try await world.plugin("migrate", "--cluster", "--dry-run", "client")
                #expect(before.status == 0 && before.output.contains("kopiamaintenance.volsync.backube/nightly"))

                try await world.cluster.must("apply", "-f", "-", input: Self.definition)
                try await world.cluster.must(
                    "wait",
                    "--for=condition=Established",
                    "crd/replicationsources.volsync.backube"
                )
                let sources = "\(Self.source("one"))---\n\(Self.source("two"))"
                try await world.cluster.must("-n", world.namespace, "apply", "-f", "-", input: sources)

                let unasked = try await world.plugin("migrate", "--cluster")
                #expect(unasked.status == 2 && unasked.errors.contains("say --yes"), "\(unasked)")
                let dry = try await world.plugin("migrate", "--cluster", "--dry-run", "server")
                #expect(dry.status == 0, "\(dry)")
                #expect(dry.output.contains("nightly in \(world.namespace) migrated (server dry run)\n"))
                #expect(try await world.object("kmaint", "nightly")["spec"]?["schedule"] == "0 3 * * *")

                let done = try await world.plugin("migrate", "--cluster", "--yes")
                #expect(done.status == 0, "\(done)")
                let nightly = try await world.object("kmaint", "nightly")["spec"]
                #expect(nightly?["schedule"] == nil && nightly?["trigger"]?["schedule"] == "0 3 * * *")
                let other = try await world.object("kmaint", "other-maintenance")["spec"]
                #expect(other?["trigger"]?["schedule"] == "0 4 * * *")
                for name in ["one", "two"] {
                    #expect(
                        try await world.object("replicationsource", name)["spec"]?["kopia"] == ["repository": "other"]
                    )
                }
                let again = try await world.plugin("migrate", "--cluster", "--yes")
                #expect(again.output == "nothing to migrate\n" && again.status == 0)
            }
        }

        @Test("migrate --cluster leaves a source as it is if nothing takes its maintenance over")
        func refused() async throws {
            try await ControllerWorld.run { world in
                try await world.cluster.must("apply", "-f", "-", input: Self.definition)
                try await world.cluster.must(
                    "wait",
                    "--for=condition=Established",
                    "crd/replicationsources.volsync.backube"
                )
                try await world.cluster.must("-n", world.namespace, "apply", "-f", "-", input: Self.source("one"))
                try await world.kubectl("create", "quota", "none", "--hard=count/kopiamaintenances.volsync.backube=0")
                // In the place of the quota controller, which does not run here.
                let count: JSONValue = ["count/kopiamaintenances.volsync.backube": "0"]
                let status: JSONValue = ["status": ["hard": count, "used": count]]
                try await world.kubectl(
                    "patch",
                    "quota",
                    "none",
                    "--subresource=status",
                    "--type=merge",
                    "-p",
                    status.jsonText
                )
                let outcome = try await world.plugin("migrate", "--cluster", "--yes")
                #expect(outcome.status == 1 && outcome.errors.contains("exceeded quota"), "\(outcome)")
                #expect(outcome.errors.contains("left as it is, since nothing takes its maintenance over"))
                let kopia = try await world.object("replicationsource", "one")["spec"]?["kopia"]
                #expect(kopia?["maintenanceCronJob"] != nil)
            }
        }
    }
}
