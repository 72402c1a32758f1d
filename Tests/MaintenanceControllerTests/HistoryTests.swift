import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// How runs ended is in the status before anything takes their Jobs away.
@Suite(.timeLimit(.minutes(5))) struct HistoryTests {
    private static let none: JSONValue = ControllerFixture.nightly
        .setting(0, at: "successfulJobsHistoryLimit").setting(0, at: "failedJobsHistoryLimit")

    /// Runs a test beside a controller that has made a CronJob.
    private static func run(
        _ spec: JSONValue,
        _ body: (ControllerFixture, JSONValue) async throws -> Void
    ) async throws {
        try await ControllerFixture.run(prepare: { try ControllerFixture.createSecret("repo", in: $0) }) { fixture in
            try fixture.submit("km", spec)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            try await body(fixture, try #require(fixture.cluster.objects("CronJob").first))
        }
    }

    @discardableResult
    private static func start(
        _ cronJob: JSONValue,
        _ name: String,
        in cluster: FakeCluster,
        annotations: JSONValue = [:]
    ) throws -> FakeObjectName {
        let template = cronJob["spec"]?["jobTemplate"]
        let owner: JSONValue = [
            "apiVersion": "batch/v1", "kind": "CronJob", "controller": true,
            "name": cronJob["metadata"]?["name"] ?? .null, "uid": cronJob["metadata"]?["uid"] ?? .null,
        ]
        let metadata: JSONValue = [
            "name": .string(name), "namespace": "ns", "ownerReferences": [owner], "annotations": annotations,
            "labels": template?["metadata"]?["labels"] ?? [:],
        ]
        try cluster.create("Job", ["metadata": metadata, "spec": template?["spec"] ?? [:]])
        return FakeObjectName("ns", name)
    }

    private static func end(_ job: FakeObjectName, as type: String, in cluster: FakeCluster) throws {
        let condition: JSONValue = [
            "type": .string(type), "status": "True", "lastTransitionTime": "2026-09-21T00:00:00Z",
        ]
        try cluster.update("Job", job, subresource: "status") {
            $0.setting([condition], at: "status", "conditions")
                .setting(type == "Complete" ? 1 : nil, at: "status", "succeeded")
        }
    }

    @Test("At limit 0 the status tells of a run, then its Job goes, with its pods", arguments: ["Complete", "Failed"])
    func limitOfNone(end: String) async throws {
        try await Self.run(Self.none) { fixture, cronJob in
            try Self.end(try Self.start(cronJob, "kopia-maint-1", in: fixture.cluster), as: end, in: fixture.cluster)
            if end == "Complete" {
                let name = FakeObjectName("ns", cronJob["metadata"]?["name"]?.string ?? "")
                try fixture.cluster.update("CronJob", name, subresource: "status") {
                    $0.setting("2026-09-21T00:00:00Z", at: "status", "lastSuccessfulTime")
                }
            }
            try await fixture.until { fixture.cluster.objects("Job").isEmpty }
            #expect(fixture.status().maintenanceFailures == (end == "Failed" ? 1 : 0))
            #expect((fixture.status().lastMaintenanceTime != nil) == (end == "Complete"))
            let request = try #require(fixture.server.requests.last { $0.method == "DELETE" })
            #expect(request.body["propagationPolicy"] == "Background")
        }
    }

    @Test("A run that succeeds at the very moment at which its CronJob is to go is in the status")
    func successAtTheEnd() async throws {
        try await Self.run(ControllerFixture.nightly) { fixture, cronJob in
            let job = try Self.start(cronJob, "kopia-maint-1", in: fixture.cluster)
            try await fixture.untilIdle()
            let ending = FakeFault.Effect.first { try? Self.end(job, as: "Complete", in: $0) }
            fixture.server.add(FakeFault("GET", on: "status.successful%3D0", ending))
            try fixture.cluster.update("KopiaMaintenance", FakeObjectName("ns", "km")) {
                $0.setting(["manual": "now"], at: "spec", "trigger")
            }
            try await fixture.until { fixture.cluster.objects("CronJob").isEmpty }
            #expect(fixture.status().lastMaintenanceTime == "2026-09-21T00:00:00Z")
        }
    }

    @Test("A Job that somebody makes from the CronJob while another runs is made to wait")
    func jobByHand() async throws {
        try await Self.run(ControllerFixture.nightly) { fixture, cronJob in
            try Self.start(cronJob, "kopia-maint-1", in: fixture.cluster)
            let byHand = try Self.start(
                cronJob,
                "kopia-maint-x",
                in: fixture.cluster,
                annotations: ["cronjob.kubernetes.io/instantiate": "manual"]
            )
            try await fixture.until { fixture.cluster.object("Job", byHand)?["spec"]?["suspend"] == true }
            try Self.end(FakeObjectName("ns", "kopia-maint-1"), as: "Complete", in: fixture.cluster)
            try await fixture.until { fixture.cluster.object("Job", byHand)?["spec"]?["suspend"] == false }
        }
    }
}
