import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import MaintenanceController
import TestSupport
import Testing

/// A controller whose API server, network or lead fails it.
@Suite(.timeLimit(.minutes(5))) struct TroubleTests {
    private static let secret: @Sendable (FakeAPIServer) throws -> Void = {
        try ControllerFixture.createSecret("repo", in: $0)
    }

    @Test("In fair weather an object is served with no more writes than it has parts (B16)")
    func fairWeather() async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            try await fixture.untilIdle()
            let names = OwnedNames(namespace: "ns", name: "km")
            let object = "/apis/volsync.backube/v1alpha1/namespaces/ns/kopiamaintenances/km"
            let scripts = "/api/v1/namespaces/ns/configmaps/\(ScriptsConfigMap.name)"
            #expect(
                fixture.writes == [
                    "PATCH \(object)", "PATCH \(scripts)",
                    "PATCH /api/v1/namespaces/ns/serviceaccounts/\(names.serviceAccount)",
                    "PATCH /apis/batch/v1/namespaces/ns/cronjobs/\(names.cronJob)", "PATCH \(object)/status",
                ]
            )
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let faults: [FakeFault]

        var testDescription: String { name }
    }

    static let storms: [Case] = [
        Case(
            name: "too many requests, with Retry-After",
            faults: [FakeFault(times: 30, .refuse(FakeStatus(429, "TooManyRequests", retryAfter: "2")))]
        ),
        Case(name: "internal errors", faults: [FakeFault(times: 30, .refuse(FakeStatus(500, "InternalError")))]),
        Case(name: "no service", faults: [FakeFault(times: 30, .refuse(FakeStatus(503, "ServiceUnavailable")))]),
        Case(
            name: "a proxy's pages",
            faults: [FakeFault(times: 30, .answer(status: 502, mediaType: "text/html", body: "<p>bad gateway"))]
        ),
        Case(
            name: "answers that are cut short",
            faults: [FakeFault("PATCH", times: 3, .truncateBody), FakeFault("PATCH", times: 3, .closeInBody)]
        ),
        Case(
            name: "connections that end, before and after the work",
            faults: [FakeFault("PATCH", times: 7, .closeAfter), FakeFault("PATCH", times: 7, .closeBefore)]
        ),
        Case(
            name: "conflicts with whoever else writes",
            faults: [FakeFault("PATCH", times: 5, .refuse(FakeStatus(409, "Conflict")))]
        ),
    ]

    @Test("A storm passes, and what was begun is finished once", arguments: storms)
    func storm(_ storm: Case) async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            for fault in storm.faults { fixture.server.add(fault) }
            try fixture.submit("km", ControllerFixture.byHand)
            try await fixture.until { fixture.reason() == "ManualMaintenanceRunning" }
            try await fixture.untilIdle()
            #expect(fixture.cluster.objects("Job").count == 1)
            let finalizers = fixture.cluster.object("KopiaMaintenance", FakeObjectName("ns", "km"))?["metadata"]?[
                "finalizers"
            ]
            #expect(finalizers == ["volsync.backube/kopiamaintenance-protection"])
        }
    }

    @Test("Somebody who writes in between loses nothing, and is seen before the next write")
    func conflict() async throws {
        let meddle = FakeFault(
            "PATCH",
            on: "kopiamaintenances/km?",
            .first { cluster in
                _ = try? cluster.update("KopiaMaintenance", FakeObjectName("ns", "km")) {
                    $0.setting(["example.org/theirs"], at: "metadata", "finalizers")
                        .setting(true, at: "spec", "suspend")
                }
            }
        )
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            fixture.server.add(meddle)
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { fixture.reason() == "MaintenanceSuspended" }
            let object = fixture.cluster.object("KopiaMaintenance", FakeObjectName("ns", "km"))
            let ours: JSONValue = "volsync.backube/kopiamaintenance-protection"
            #expect(object?["metadata"]?["finalizers"]?.array?.contains(ours) == true)
            #expect(object?["metadata"]?["finalizers"]?.array?.contains("example.org/theirs") == true)
            #expect(fixture.cluster.objects("CronJob").first?["spec"]?["suspend"] == true)
        }
    }

    @Test("After the lead is lost nothing more is written; whoever leads next finishes")
    func fence() async throws {
        let standing = ManualClock()
        try await ControllerFixture.run(clock: standing, prepare: Self.secret) { fixture in
            let leads = fixture.leads
            fixture.server.add(FakeFault("PATCH", on: "serviceaccounts", .first { _ in leads.turn(on: false) }))
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { !leads.isOn && fixture.loop.statistics.retried > 0 }
            #expect(fixture.cluster.objects("CronJob").isEmpty)
            #expect(fixture.writes.count == 3, "the finalizer, the scripts, the account")
            leads.turn(on: true)
            standing.advance(by: .seconds(60))
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            #expect(fixture.cluster.objects("CronJob").count == 1)
        }
    }

    static let drops: [Bool] = [false, true]

    @Test("Watches that end, also without a word, cost nothing that happened meanwhile", arguments: drops)
    func droppedWatches(abruptly: Bool) async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            fixture.cluster.endWatches(abruptly: abruptly)
            try fixture.submit("second", ControllerFixture.nightly.setting("other", at: "repository", "repository"))
            try await fixture.until { fixture.reason("second") == "SecretNotFound" }
            try ControllerFixture.createSecret("other", in: fixture.server)
            try await fixture.until { fixture.reason("second") == "MaintenanceActive" }
        }
    }

    @Test("A history that is gone is replaced by a list, deletions that were missed included")
    func compacted() async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            fixture.server.add(FakeFault("GET", on: "watch=true", times: 3, .watchError(FakeStatus(410, "Expired"))))
            fixture.cluster.silenceWatches()
            let cronJob = OwnedNames(namespace: "ns", name: "km").cronJob
            try fixture.cluster.delete("CronJob", FakeObjectName("ns", cronJob))
            fixture.cluster.compact()
            fixture.cluster.endWatches()
            try await fixture.until { fixture.cluster.objects("CronJob").count == 1 }
        }
    }

    @Test("A CronJob that somebody deletes or edits is made anew")
    func meddling() async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            let name = FakeObjectName("ns", OwnedNames(namespace: "ns", name: "km").cronJob)
            try fixture.cluster.update("CronJob", name) { $0.setting("1 1 1 1 1", at: "spec", "schedule") }
            try await fixture.until { fixture.cluster.object("CronJob", name)?["spec"]?["schedule"] == "0 2 * * *" }
            try fixture.cluster.delete("CronJob", name)
            try await fixture.until { fixture.cluster.object("CronJob", name) != nil }
        }
    }

    @Test("A CronJob whose run the watch has not told of yet is held, not deleted with the run")
    func unseenRun() async throws {
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            try fixture.submit("km", ControllerFixture.nightly)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            let name = OwnedNames(namespace: "ns", name: "km").cronJob
            let cronJob = try #require(fixture.cluster.object("CronJob", FakeObjectName("ns", name)))
            let run = Self.run(of: cronJob)
            fixture.server.add(FakeFault("GET", on: "/namespaces/ns/jobs?", .first { _ = try? $0.create("Job", run) }))
            try fixture.cluster.update("KopiaMaintenance", FakeObjectName("ns", "km")) {
                $0.setting(false, at: "spec", "enabled")
            }
            try await fixture.until { fixture.reason() == "MaintenanceDisabled" }
            try await fixture.untilIdle()
            #expect(fixture.cluster.object("CronJob", FakeObjectName("ns", name))?["spec"]?["suspend"] == true)
            #expect(fixture.cluster.objects("Job").count == 1)
        }
    }

    /// A run that the CronJob controller has just started.
    private static func run(of cronJob: JSONValue) -> JSONValue {
        let owner: JSONValue = [
            "apiVersion": "batch/v1", "kind": "CronJob", "name": cronJob["metadata"]?["name"] ?? .null,
            "uid": cronJob["metadata"]?["uid"] ?? .null, "controller": true,
        ]
        let template = cronJob["spec"]?["jobTemplate"]
        return [
            "metadata": [
                "name": "km-run", "namespace": "ns", "labels": template?["metadata"]?["labels"] ?? .null,
                "ownerReferences": [owner],
            ],
            "spec": template?["spec"] ?? .null,
        ]
    }

    @Test("Fields that the cluster does not know are left out, said once, and not tried at every look")
    func undeclared() async throws {
        let message = """
            failed to create typed patch object (ns/c; batch/v1, Kind=CronJob): \
            .spec.jobTemplate.spec.template.spec.securityContext.future: field not declared in schema
            """
        let refusal = FakeFault("PATCH", on: "cronjobs", .refuse(FakeStatus(500, "", message)))
        try await ControllerFixture.run(prepare: Self.secret) { fixture in
            fixture.server.add(refusal)
            let spec = ControllerFixture.nightly.setting(["runAsUser": 1, "future": 1], at: "podSecurityContext")
            try fixture.submit("km", spec)
            try await fixture.until { fixture.reason() == "MaintenanceActive" }
            try await fixture.untilIdle()
            #expect(fixture.server.count("PATCH", "cronjobs") == 2)
            let notes = fixture.events.filter { $0.reason == "FieldsLeftOut" }.map(\.note)
            #expect(notes.count == 1)
            #expect(notes.first?.contains("spec.podSecurityContext.future") == true)
        }
    }
}
