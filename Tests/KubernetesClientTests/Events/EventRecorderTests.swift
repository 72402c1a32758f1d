import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct EventRecorderTests {
    static let object: JSONValue = [
        "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance",
        "metadata": ["name": "nightly", "namespace": "ns", "uid": "u-1"],
    ]

    static func event(_ note: String = "the Secret repo is missing") -> ClusterEvent {
        ClusterEvent(
            regarding: ObjectReference(to: object),
            kind: .warning,
            reason: "SecretMissing",
            action: "Reconcile",
            note: note
        )
    }

    static func run(_ body: (ClientFixture, EventRecorder) async throws -> Void) async throws {
        try await ClientFixture.run(clock: ManualClock()) { fixture in
            let recorder = EventRecorder(client: fixture.client, controller: "tester", instance: "tester-0")
            try await withThrowingTaskGroup { group in
                group.addTask { await recorder.run() }
                try await body(fixture, recorder)
                group.cancelAll()
            }
        }
    }

    @Test("an event is written beside its object, as events.k8s.io wants it")
    func whole() async throws {
        try await Self.run { fixture, recorder in
            recorder.record(Self.event())
            try await eventually { !fixture.server.cluster.objects("Event").isEmpty }
            let event = try #require(fixture.server.cluster.objects("Event").first)
            #expect(event["metadata"]?["namespace"] == "ns")
            #expect(event["metadata"]?["name"]?.string == "nightly.0000000000000000")
            #expect(
                event["regarding"] == [
                    "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance", "name": "nightly",
                    "namespace": "ns", "uid": "u-1",
                ]
            )
            #expect(event["type"] == "Warning" && event["reason"] == "SecretMissing" && event["action"] == "Reconcile")
            #expect(event["note"] == "the Secret repo is missing")
            #expect(event["reportingController"] == "tester" && event["reportingInstance"] == "tester-0")
            #expect(event["eventTime"] == "2026-01-01T00:16:40.000000Z")
        }
    }

    @Test("equal events count up on one object, and the last count is written when they have stopped")
    func series() async throws {
        try await Self.run { fixture, recorder in
            for _ in 0..<3 { recorder.record(Self.event()) }
            func count() -> Int64? { fixture.server.cluster.objects("Event").first?["series"]?["count"]?.int64 }
            try await eventually { count() == 2 }
            await fixture.clock.waitForSleepers()
            fixture.clock.advance(by: .seconds(360))
            try await eventually { count() == 3 }
            #expect(fixture.server.cluster.objects("Event").count == 1)
        }
    }

    @Test("events that cannot be written do not stop the others")
    func failures() async throws {
        try await Self.run { fixture, recorder in
            fixture.server.add(FakeFault("POST", .refuse(FakeStatus(403, "Forbidden", "no events for you"))))
            recorder.record(Self.event("one"))
            recorder.record(Self.event("two"))
            try await eventually { !fixture.server.cluster.objects("Event").isEmpty }
            #expect(fixture.server.cluster.objects("Event").map { $0["note"] } == ["two"])
            #expect(fixture.log.entries.contains { $0.metadata["error"]?.contains("no events for you") == true })
        }
    }

    @Test("events of a namespace that goes away vanish without a word")
    func dyingNamespace() async throws {
        try await Self.run { fixture, recorder in
            fixture.server.cluster.terminate(namespace: "ns")
            recorder.record(Self.event())
            try await eventually { fixture.server.count("POST") == 1 }
            let cluster = ObjectReference(apiVersion: "v1", kind: "Namespace", namespace: "", name: "ns", uid: "")
            recorder.record(ClusterEvent(regarding: cluster, kind: .normal, reason: "R", action: "A", note: "n"))
            try await eventually { !fixture.server.cluster.objects("Event").isEmpty }
            #expect(fixture.server.cluster.object("Event", FakeObjectName("default", "ns.0000000000000000")) != nil)
            #expect(!fixture.log.entries.contains { $0.message == "an event cannot be written" })
        }
    }

    @Test("recording never waits, and what is too much is dropped and counted")
    func overflow() async throws {
        try await ClientFixture.run { fixture in
            let recorder = EventRecorder(client: fixture.client, controller: "tester", instance: "x")
            for index in 0..<1010 {
                let reference = ObjectReference(
                    apiVersion: "v1",
                    kind: "Pod",
                    namespace: "ns",
                    name: "p\(index)",
                    uid: ""
                )
                recorder.record(ClusterEvent(regarding: reference, kind: .normal, reason: "R", action: "A", note: "n"))
            }
            #expect(recorder.droppedCount == 10)
        }
    }
}
