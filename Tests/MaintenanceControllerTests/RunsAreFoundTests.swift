import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// B20: what is looked for by labels bears them, and what bears others is nobody's to clean up.
@Suite(.timeLimit(.minutes(5))) struct RunsAreFoundTests {
    /// A Job as the CronJob controller makes it: labels of the template, and no other.
    private static func start(_ cronJob: JSONValue, _ fixture: ControllerFixture) throws -> FakeObjectName {
        let template = try #require(cronJob["spec"]?["jobTemplate"])
        let name = "\(cronJob["metadata"]?["name"]?.string ?? "")-29924454"
        let owner: JSONValue = [
            "apiVersion": "batch/v1", "kind": "CronJob", "controller": true,
            "name": cronJob["metadata"]?["name"] ?? .null, "uid": cronJob["metadata"]?["uid"] ?? .null,
        ]
        let metadata: JSONValue = [
            "name": .string(name), "namespace": "ns", "labels": template["metadata"]?["labels"] ?? [:],
            "ownerReferences": [owner],
        ]
        try fixture.cluster.create("Job", ["metadata": metadata, "spec": template["spec"] ?? [:]])
        return FakeObjectName("ns", name)
    }

    @Test("A run that the CronJob controller started is known by the labels it inherited, and is in the status")
    func scheduledRun() async throws {
        try await ControllerFixture.run(prepare: { try ControllerFixture.createSecret("repo", in: $0) }) { fixture in
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            let job = try Self.start(try #require(fixture.cluster.objects("CronJob").first), fixture)
            let condition: JSONValue = [
                "type": "Complete", "status": "True", "lastTransitionTime": "2026-09-21T00:00:00Z",
            ]
            try fixture.cluster.update("Job", job, subresource: "status") {
                $0.setting([condition], at: "status", "conditions")
            }
            try await fixture.until { fixture.status().lastMaintenanceTime == "2026-09-21T00:00:00Z" }
        }
    }

    /// CronJobs of the retired design: nobody's, or a backup source's; with its labels, or with ours in part.
    private static let retired: [JSONValue] = [
        ["name": "kopia-maintenance-1a2b3c", "labels": ["volsync.backube/repository-hash": "1a2b3c"]],
        [
            "name": "kopia-maint-1a2b3c",
            "labels": ["volsync.backube/kopia-maintenance": "true", "volsync.backube/repository-hash": "1a2b3c"],
        ],
        [
            "name": "kopia-maint-of-a-source", "labels": ["volsync.backube/kopia-maintenance": "true"],
            "ownerReferences": [
                [
                    "apiVersion": "volsync.backube/v1alpha1", "kind": "ReplicationSource", "name": "km",
                    "uid": "of-a-source", "controller": true,
                ]
            ],
        ],
    ]

    @Test("CronJobs of the retired design go on, whatever becomes of an object on their repository", arguments: retired)
    func retiredDesign(metadata: JSONValue) async throws {
        let cronJob: JSONValue = [
            "metadata": metadata.setting("ns", at: "namespace"),
            "spec": ["schedule": "0 3 * * *", "jobTemplate": ["spec": ["template": ["spec": [:]]]]],
        ]
        let prepare: @Sendable (FakeAPIServer) throws -> Void = { server in
            try ControllerFixture.createSecret("repo", in: server)
            try server.cluster.create("CronJob", cronJob)
        }
        try await ControllerFixture.run(prepare: prepare) { fixture in
            let name = FakeObjectName("ns", try #require(metadata["name"]?.string))
            let before = fixture.cluster.object("CronJob", name)
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            try fixture.cluster.update("KopiaMaintenance", FakeObjectName("ns", "km")) {
                $0.setting(false, at: "spec", "enabled")
            }
            try await fixture.until { fixture.reason() == "MaintenanceDisabled" }
            try await fixture.untilIdle()
            #expect(fixture.cluster.object("CronJob", name) == before)
            #expect(fixture.cluster.objects("CronJob").count == 1, "and our own is gone")
        }
    }
}
