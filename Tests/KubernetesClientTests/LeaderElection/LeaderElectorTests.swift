import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct LeaderElectorTests {
    static let lease = FakeObjectName("ns", "l")

    /// A candidate with a clock of its own, and what it did.
    struct Candidate {
        let name: String
        let elector: LeaderElector
        let clock: ManualClock
        let began = WakeSignal()
        let ended = WakeSignal()

        init(_ name: String, _ server: FakeAPIServer) throws {
            self.name = name
            clock = ManualClock()
            let client = APIClient(
                ClientConfiguration(server: try ServerAddress(server.url, field: "")),
                tuning: .forTests,
                time: TimeSource(clock),
                random: .fixed(0),
                logger: RecordingLog().logger
            )
            let key = ObjectKey(namespace: "ns", name: "l")
            elector = LeaderElector(client: client, settings: try LeaderElectionSettings(lease: key, identity: name))
        }

        func run() async {
            await elector.run {
                began.signal()
                await WakeSignal().wait()
                ended.signal()
            }
        }

        /// Lets time pass until the work of a leader has begun; a first attempt that fails is followed by others.
        func waitToLead() async throws {
            try await passTime { elector.isLeading }
            await began.wait()
        }

        /// Takes part for the length of the body.
        func takesPart(_ body: () async throws -> Void) async throws {
            try await withThrowingTaskGroup { group in
                group.addTask { await run() }
                try await body()
                group.cancelAll()
            }
        }

        /// Lets time pass in steps of a second until the condition holds; it stands still while a request is under way.
        func passTime(until condition: () -> Bool) async throws {
            try await eventually {
                if condition() { return true }
                // A leader sleeps twice: until its next renewal, and until its deadline.
                if clock.sleeperCount >= (elector.status.isWorking ? 2 : 1) { clock.advance(by: .seconds(1)) }
                return false
            }
        }
    }

    static func holder(_ server: FakeAPIServer) -> String? {
        server.cluster.object("Lease", lease)?["spec"]?["holderIdentity"]?.string
    }

    static func run(_ body: (FakeAPIServer, Candidate, Candidate) async throws -> Void) async throws {
        let server = try FakeAPIServer()
        defer { server.stop() }
        let (first, second) = (try Candidate("first", server), try Candidate("second", server))
        do {
            try await body(server, first, second)
        } catch {
            await first.elector.shutdown()
            await second.elector.shutdown()
            throw error
        }
        await first.elector.shutdown()
        await second.elector.shutdown()
    }

    @Test("the first leads, renews, and gives the lease back; the second takes it at once")
    func handover() async throws {
        try await Self.run { server, first, second in
            try await first.takesPart {
                try await first.waitToLead()
                #expect(first.elector.isLeading)
                #expect(Self.holder(server) == "first")
                try await first.passTime { server.count("PUT") >= 3 }
                let renewed = server.cluster.object("Lease", Self.lease)?["spec"]?["renewTime"]
                #expect(renewed != server.cluster.object("Lease", Self.lease)?["spec"]?["acquireTime"])
            }
            #expect(!first.elector.isLeading)
            #expect(Self.holder(server) == "")
            try await second.takesPart {
                try await second.waitToLead()
                let spec = server.cluster.object("Lease", Self.lease)?["spec"]
                #expect(spec?["holderIdentity"] == "second")
                #expect(spec?["leaseTransitions"] == 1)
            }
        }
    }

    @Test("a leader that cannot renew stops working at its deadline, and leads again when it can")
    func lostServer() async throws {
        try await Self.run { server, first, _ in
            try await first.takesPart {
                try await first.waitToLead()
                server.add(FakeFault(on: "leases", times: nil, .refuse(FakeStatus(500, "InternalError"))))
                try await first.passTime { !first.elector.isLeading }
                await first.ended.wait()
                try await eventually { !first.elector.status.isWorking }
                server.clearFaults()
                try await first.passTime { first.elector.isLeading }
                try await first.waitToLead()
            }
        }
    }

    @Test("a leader whose requests hang stops all the same")
    func hangingServer() async throws {
        try await Self.run { server, first, _ in
            try await first.takesPart {
                try await first.waitToLead()
                server.add(FakeFault("PUT", times: nil, .hang))
                let renewals = server.count("PUT")
                try await first.passTime { server.count("PUT") > renewals }
                first.clock.advance(by: .seconds(10))
                #expect(!first.elector.isLeading)
                await first.ended.wait()
                server.clearFaults()
            }
        }
    }

    @Test("a leader whose lease another has taken stops at its next renewal")
    func stolen() async throws {
        try await Self.run { server, first, _ in
            try await first.takesPart {
                try await first.waitToLead()
                try server.cluster.update("Lease", Self.lease) {
                    $0.merging(["spec": ["holderIdentity": "thief", "renewTime": "2026-01-01T00:00:00.000000Z"]])
                }
                try await first.passTime { !first.elector.isLeading }
                await first.ended.wait()
                #expect(first.elector.status.holder == "thief")
            }
            #expect(Self.holder(server) == "thief")
        }
    }

    @Test("an answer that is lost, a conflict and a deleted Lease do not end leadership")
    func trouble() async throws {
        try await Self.run { server, first, _ in
            try await first.takesPart {
                try await first.waitToLead()
                server.add(FakeFault("PUT", .closeAfter))
                try await first.passTime { first.elector.status.slowRenewals == 1 }
                server.add(
                    FakeFault(
                        "PUT",
                        .first { cluster in
                            _ = try? cluster.update("Lease", Self.lease) {
                                $0.merging(["metadata": ["labels": ["a": "b"]]])
                            }
                        }
                    )
                )
                try await first.passTime { first.elector.status.slowRenewals == 2 }
                try server.cluster.delete("Lease", Self.lease)
                try await first.passTime { first.elector.status.slowRenewals == 3 && Self.holder(server) == "first" }
                #expect(first.elector.isLeading)
            }
        }
    }

    @Test("a candidate takes over when the leader's lease has run out by its own clock, and not before")
    func takeover() async throws {
        try await Self.run { server, first, second in
            try server.cluster.create(
                "Lease",
                [
                    "metadata": ["name": "l", "namespace": "ns"],
                    "spec": [
                        "holderIdentity": "dead", "leaseDurationSeconds": 15,
                        "renewTime": "1990-01-01T00:00:00.000000Z", "leaseTransitions": 3,
                    ],
                ]
            )
            try await first.takesPart {
                let start = first.clock.now
                try await first.passTime { first.clock.now - start >= .seconds(14) }
                #expect(Self.holder(server) == "dead")
                try await first.passTime { first.elector.isLeading }
                #expect(first.clock.now - start >= .seconds(15))
                #expect(server.cluster.object("Lease", Self.lease)?["spec"]?["leaseTransitions"] == 4)
            }
        }
    }

    @Test("work that ends by itself ends leadership")
    func finished() async throws {
        try await Self.run { server, first, _ in
            await first.elector.run {}
            #expect(Self.holder(server) == "")
        }
    }

    @Test("a write that is fenced does not leave a process that does not lead")
    func fence() async throws {
        try await Self.run { server, first, second in
            let client = first.elector.fencedClient
            let error = await #expect(throws: KubernetesError.self) {
                try await client.create(Sample.resource, namespace: "ns", Sample.object("a"))
            }
            #expect(error == .notLeading)
            try await first.takesPart {
                try await first.waitToLead()
                _ = try await client.create(Sample.resource, namespace: "ns", Sample.object("a"))
                // The machine sleeps; nothing of this process has noticed yet.
                first.clock.advance(by: .seconds(10))
                let late = await #expect(throws: KubernetesError.self) {
                    try await client.create(Sample.resource, namespace: "ns", Sample.object("b"))
                }
                #expect(late == .notLeading)
            }
        }
    }
}

extension LeaderElector {
    /// A client of the same server whose writes the elector fences.
    fileprivate var fencedClient: APIClient { client.fenced { self.isLeading } }

    /// Ends the client's connections.
    fileprivate func shutdown() async { await client.shutdown() }
}
