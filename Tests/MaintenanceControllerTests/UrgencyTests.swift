import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import TestSupport
import Testing

@testable import MaintenanceController

/// Who waits for the controller while it has much to do for others.
@Suite("An author who waits", .timeLimit(.minutes(5)))
struct UrgencyTests {
    /// What comes while everybody else's CronJob is to be made anew.
    enum Wish: String, CaseIterable {
        case object, change, secret, request
    }

    private static let crowd = (0..<20).map { "old-\($0)" }

    private static func spec(_ name: String, schedule: String = "0 2 * * *") -> JSONValue {
        ["repository": ["repository": .string(name)], "trigger": ["schedule": .string(schedule)]]
    }

    private static func prepare(_ server: FakeAPIServer, _ wish: Wish) throws {
        for name in crowd {
            try ControllerFixture.createSecret(name, in: server)
            try ControllerFixture.submit(name, spec(name), to: server)
        }
        if wish != .secret { try ControllerFixture.createSecret("new", in: server) }
        if wish != .object { try ControllerFixture.submit("new", spec("new"), to: server) }
    }

    private static func come(_ wish: Wish, to fixture: ControllerFixture) throws {
        switch wish {
        case .object: try fixture.submit("new", spec("new"))
        case .secret: try ControllerFixture.createSecret("new", in: fixture.server)
        case .change:
            try fixture.cluster.update("KopiaMaintenance", FakeObjectName("ns", "new")) { object in
                object.setting("0 3 * * *", at: "spec", "trigger", "schedule")
            }
        case .request:
            try fixture.cluster.update("KopiaMaintenance", FakeObjectName("ns", "new")) { object in
                object.setting("now", at: "metadata", "annotations", "volsync.backube/run-requested")
            }
        }
    }

    @Test("is served before all others have their CronJobs again", arguments: Wish.allCases)
    func goesAhead(_ wish: Wish) async throws {
        try await ControllerFixture.run(prepare: { try Self.prepare($0, wish) }) { fixture in
            let expected = Self.crowd.count + ([.change, .request].contains(wish) ? 1 : 0)
            try await fixture.until { fixture.cluster.objects("CronJob").count == expected }
            if wish == .secret { try await fixture.until { fixture.reason("new") == "SecretNotFound" } }
            try await fixture.untilIdle()
            // Both workers stand still with the first two of the crowd.
            let gate = FakeGate()
            let before = fixture.writes.count
            fixture.server.add(FakeFault("PATCH", on: "/cronjobs/", times: 2, .wait(gate)))
            for cronJob in fixture.cluster.objects("CronJob") {
                guard let key = ObjectKey(of: cronJob), !key.name.hasPrefix("kopia-maint-new-") else { continue }
                try fixture.cluster.delete("CronJob", FakeObjectName(key.namespace, key.name))
            }
            try await fixture.until { fixture.loop.statistics.due == Self.crowd.count - 2 }
            try Self.come(wish, to: fixture)
            try await fixture.until { fixture.loop.statistics.due == Self.crowd.count - 1 }
            for _ in 0..<2 { gate.open() }
            try await fixture.until { fixture.cluster.objects("CronJob").count == Self.crowd.count + 1 }
            try await fixture.untilIdle()
            let order = fixture.writes.dropFirst(before).filter { $0.contains("/cronjobs/") || $0.contains("/jobs/") }
            let place = try #require(order.firstIndex { !$0.contains("/kopia-maint-old-") })
            #expect(place < Self.crowd.count / 2, "\(order)")
        }
    }
}
