import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import MaintenanceController
import TestSupport
import Testing

/// What is asked of the API server, and how often.
///
/// Bnn: the defect of the Go controller that must not come back.
@Suite(.timeLimit(.minutes(5))) struct WritesTests {
    private static let secret: @Sendable (FakeAPIServer) throws -> Void = {
        try ControllerFixture.createSecret("repo", in: $0)
    }

    /// Changes something that concerns nobody, and returns when the controller has looked at the object again.
    private static func touch(_ fixture: ControllerFixture) async throws {
        let looks = fixture.loop.statistics.added
        try fixture.cluster.update("KopiaMaintenance", FakeObjectName("ns", "km")) {
            $0.setting(.string("after-\(looks)"), at: "metadata", "labels", "touched")
        }
        try await fixture.until { fixture.loop.statistics.added > looks }
        try await fixture.untilIdle()
    }

    static let settled: [(spec: JSONValue, reason: String)] = [
        (ControllerFixture.nightly, "MaintenanceActive"),
        (ControllerFixture.nightly.setting(true, at: "suspend"), "MaintenanceSuspended"),
        (ControllerFixture.nightly.setting(false, at: "enabled"), "MaintenanceDisabled"),
        (ControllerFixture.nightly.setting("Bad_Name", at: "repository", "repository"), "ValidationFailed"),
        (ControllerFixture.nightly.setting("gone", at: "repository", "repository"), "SecretNotFound"),
        (ControllerFixture.byHand, "ManualMaintenanceRunning"),
    ]

    @Test(
        "An object that is as wished costs no write, however often it is looked at (B16, B17, B28)",
        arguments: settled
    )
    func rest(spec: JSONValue, reason: String) async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", spec)
            try await fixture.until { fixture.reason() == reason }
            try await fixture.untilIdle()
            let writes = fixture.writes.count
            try await Self.touch(fixture)
            try await Self.touch(fixture)
            #expect(fixture.writes.count == writes, "\(fixture.writes.dropFirst(writes))")
        }
    }

    @Test("A Job is deleted with its pods, and only that very Job (B8)")
    func deletion() async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", ControllerFixture.byHand.setting(0, at: "successfulJobsHistoryLimit"))
            try await fixture.until { fixture.reason() == "ManualMaintenanceRunning" }
            let job = try #require(fixture.cluster.objects("Job").first)
            try Self.complete(job, fixture)
            try await fixture.until { fixture.cluster.objects("Job").isEmpty }
            #expect(fixture.status().lastManualSync == "x", "the outcome is in the status before the Job goes")
            let request = try #require(fixture.server.requests.last { $0.method == "DELETE" })
            #expect(request.body["propagationPolicy"] == "Background")
            #expect(request.body["preconditions"]?["uid"] == job["metadata"]?["uid"])
        }
    }

    @Test("A run that ended while no controller was there is counted once (B15)")
    func endedUnseen() async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", ControllerFixture.byHand)
            try await fixture.until { fixture.reason() == "ManualMaintenanceRunning" }
            let job = try #require(fixture.cluster.objects("Job").first)
            // The answer to the status write is lost: whether it was made is not known.
            fixture.server.add(FakeFault("PATCH", on: "/status", .closeAfter))
            try Self.complete(job, fixture)
            try await fixture.until { fixture.reason() == "ManualMaintenanceCompleted" }
            try await fixture.untilIdle()
            #expect(fixture.cluster.objects("Job").count == 1)
            #expect(fixture.events.filter { $0.reason == "ManualMaintenanceCompleted" }.count == 1)
        }
    }

    @Test("Thousands of runs that succeeded are not asked for before the next starts")
    func oldJobs() async throws {
        let prepare: @Sendable (FakeAPIServer) throws -> Void = { server in
            try Self.secret(server)
            for index in 0..<2000 { try server.cluster.create("Job", Self.oldJob(index)) }
        }
        try await ControllerFixture.run(prepare: prepare) { fixture in
            try fixture.submit("km", ControllerFixture.byHand)
            try await fixture.until { fixture.reason() == "ManualMaintenanceRunning" }
            let looks = fixture.server.requests.filter {
                $0.method == "GET" && $0.target.contains("/namespaces/ns/jobs")
            }
            #expect(!looks.isEmpty)
            #expect(looks.allSatisfy { $0.target.contains("fieldSelector=status.successful%3D0") })
            #expect(fixture.cluster.objects("Job").count == 2001)
        }
    }

    /// A scheduled run of the object that has succeeded.
    private static func oldJob(_ index: Int) -> JSONValue {
        let condition: JSONValue = [
            "type": "Complete", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z",
        ]
        return [
            "metadata": [
                "name": .string("old-\(index)"), "namespace": "ns",
                "labels": ["volsync.backube/kopia-maintenance": "true", "volsync.backube/maintenance-name": "km"],
            ],
            "status": ["succeeded": 1, "conditions": [condition]],
        ]
    }

    private static func complete(_ job: JSONValue, _ fixture: ControllerFixture) throws {
        let name = FakeObjectName("ns", try #require(job["metadata"]?["name"]?.string))
        let condition: JSONValue = [
            "type": "Complete", "status": "True", "lastTransitionTime": "2026-09-21T00:00:00Z",
        ]
        try fixture.cluster.update("Job", name, subresource: "status") {
            $0.setting([condition], at: "status", "conditions")
        }
    }
}
