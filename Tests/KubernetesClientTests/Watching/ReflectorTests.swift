import KubernetesAPI
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct ReflectorTests {
    /// The changes that a reflector reported, to wait for.
    final class ChangeLog: Sendable {
        private let recorded = Mutex<[String]>([])

        var changes: [String] { recorded.withLock { $0 } }

        func add(_ change: StoreChange) {
            let name = ObjectKey(of: change.object)?.name ?? "?"
            let text =
                switch change {
                case .added: "+\(name)"
                case .updated: "~\(name)"
                case .deleted: "-\(name)"
                }
            recorded.withLock { $0.append(text) }
        }

        /// The changes as soon as there are so many.
        func wait(for count: Int) async throws -> [String] {
            try await eventually { changes.count >= count }
            return changes
        }
    }

    struct Scene {
        let fixture: ClientFixture
        let reflector: Reflector
        let log: ChangeLog

        var server: FakeAPIServer { fixture.server }
        var cluster: FakeCluster { fixture.server.cluster }

        func create(_ names: String...) throws {
            for name in names { try cluster.create("KopiaMaintenance", Sample.object(name)) }
        }

        func touch(_ name: String, _ value: JSONValue) throws {
            try cluster.update("KopiaMaintenance", FakeObjectName("ns", name)) { $0.merging(["spec": ["v": value]]) }
        }

        /// Changes an object while no watch is open.
        func touchBeforeNextWatch(_ name: String) {
            let change = FakeFault.Effect.first { cluster in
                _ = try? cluster.update("KopiaMaintenance", FakeObjectName("ns", name)) {
                    $0.merging(["spec": ["v": "between"]])
                }
            }
            server.add(FakeFault("GET", on: "watch=true", change))
        }

        func delete(_ name: String) throws { try cluster.delete("KopiaMaintenance", FakeObjectName("ns", name)) }

        /// Returns when the server has an open watch.
        func waitForWatches() async throws { try await eventually { cluster.watchCount != 0 } }

        /// Returns when the reflector has opened so many watches.
        func waitForWatchesOpened(_ count: Int) async throws {
            try await eventually { reflector.status.watches >= count }
        }
    }

    static func run(
        tuning: ClientTuning = .forTests,
        streaming: Bool = true,
        prepare: (FakeCluster) throws -> Void = { _ in },
        _ body: (Scene) async throws -> Void
    ) async throws {
        try await ClientFixture.run(tuning: tuning, server: (streaming, nil)) { fixture in
            try prepare(fixture.server.cluster)
            let log = ChangeLog()
            let reflector = Reflector(
                client: fixture.client,
                selection: ObjectSelection(Sample.resource),
                onChange: { log.add($0) }
            )
            try await withThrowingTaskGroup { group in
                group.addTask { await reflector.run() }
                _ = await reflector.waitUntilSynced()
                try await body(Scene(fixture: fixture, reflector: reflector, log: log))
                group.cancelAll()
            }
        }
    }

    static func create(_ names: String...) -> (FakeCluster) throws -> Void {
        { cluster in for name in names { try cluster.create("KopiaMaintenance", Sample.object(name)) } }
    }

    @Test("what is there, what comes, what changes and what goes", arguments: [true, false])
    func life(_ streaming: Bool) async throws {
        try await Self.run(streaming: streaming, prepare: Self.create("a", "b")) { scene in
            #expect(Set(scene.log.changes) == ["+a", "+b"])
            try await scene.waitForWatches()
            try scene.create("c")
            try scene.touch("a", 1)
            try scene.delete("b")
            #expect(try await scene.log.wait(for: 5).suffix(3) == ["+c", "~a", "-b"])
            #expect(scene.reflector.store.count == 2)
            let stored = scene.reflector.store.object(Sample.key("a"))
            #expect(stored?["spec"] == ["v": 1])
            #expect(stored?["metadata"]?["managedFields"] == nil)
            #expect(scene.reflector.status.lists == [.initial: streaming ? 1 : 2])
            #expect(scene.server.count("GET", "limit=") == (streaming ? 0 : 1))
        }
    }

    @Test("a watch that ends in good order is followed by the next, which misses nothing")
    func ended() async throws {
        try await Self.run(prepare: Self.create("a")) { scene in
            try await scene.waitForWatches()
            scene.touchBeforeNextWatch("a")
            scene.cluster.endWatches()
            #expect(try await scene.log.wait(for: 2) == ["+a", "~a"])
            #expect(scene.reflector.status.lists == [.initial: 1])
        }
    }

    @Test("so is one that is reset")
    func reset() async throws {
        try await Self.run(prepare: Self.create("a")) { scene in
            try await scene.waitForWatches()
            scene.touchBeforeNextWatch("a")
            scene.cluster.endWatches(abruptly: true)
            #expect(try await scene.log.wait(for: 2) == ["+a", "~a"])
        }
    }

    @Test("a frame that is cut off is not lost, and one that is no JSON leads to a list")
    func brokenFrames() async throws {
        try await Self.run(prepare: Self.create("a")) { scene in
            try await scene.waitForWatches()
            scene.cluster.sendBytes(Array("{\"type\":\"MODIFIED\",\"obj".utf8))
            scene.cluster.endWatches()
            try await scene.waitForWatchesOpened(2)
            try await scene.waitForWatches()
            scene.cluster.sendBytes(Array("<html>\n".utf8))
            try await scene.waitForWatchesOpened(3)
            try scene.touch("a", 1)
            #expect(try await scene.log.wait(for: 2) == ["+a", "~a"])
            #expect(scene.reflector.status.lists == [.initial: 1, .failed: 1])
        }
    }

    @Test("a frame that is too long does not fill the memory")
    func longFrame() async throws {
        var tuning = ClientTuning.forTests
        tuning.frameLimit = 10_000
        try await Self.run(tuning: tuning, prepare: Self.create("a")) { scene in
            try await scene.waitForWatches()
            scene.cluster.sendBytes([UInt8](repeating: 0x20, count: 20_000))
            try await scene.waitForWatchesOpened(2)
            #expect(scene.reflector.status.lists[.failed] == 1)
        }
    }

    @Test("a state that is too old leads to a list, which reports what was missed, deletions included")
    func expired() async throws {
        try await Self.run(prepare: Self.create("a", "b")) { scene in
            try await scene.waitForWatches()
            scene.server.add(
                FakeFault(
                    "GET",
                    on: "resourceVersion=",
                    .first { cluster in
                        try? cluster.delete("KopiaMaintenance", FakeObjectName("ns", "b"))
                        _ = try? cluster.create("KopiaMaintenance", Sample.object("c"))
                        cluster.compact()
                    }
                )
            )
            scene.cluster.endWatches()
            #expect(Set(try await scene.log.wait(for: 4).suffix(2)) == ["-b", "+c"])
            #expect(scene.reflector.status.lists == [.initial: 1, .expired: 1])
        }
    }

    @Test("the same if the server says so before the stream")
    func expiredByStatus() async throws {
        try await Self.run(prepare: Self.create("a")) { scene in
            try await scene.waitForWatches()
            scene.server.add(FakeFault("GET", on: "resourceVersion=", .refuse(FakeStatus(410, "Gone"))))
            scene.cluster.endWatches()
            try await scene.waitForWatchesOpened(2)
            #expect(scene.reflector.status.lists == [.initial: 1, .expired: 1])
        }
    }

    @Test("an error within the stream ends the watch")
    func errorInStream() async throws {
        try await Self.run(prepare: Self.create("a")) { scene in
            try await scene.waitForWatches()
            scene.cluster.sendError(FakeStatus(410, "Expired"))
            try await scene.waitForWatchesOpened(2)
            try scene.touch("a", 1)
            #expect(try await scene.log.wait(for: 2) == ["+a", "~a"])
        }
    }

    static var impatient: ClientTuning {
        var tuning = ClientTuning.forTests
        tuning.watchSilence = .seconds(1)
        return tuning
    }

    @Test("a dead connection is noticed by its silence")
    func blackhole() async throws {
        try await Self.run(tuning: Self.impatient, prepare: Self.create("a")) { scene in
            try await scene.waitForWatches()
            scene.cluster.silenceWatches()
            try scene.touch("a", 1)
            #expect(try await scene.log.wait(for: 2) == ["+a", "~a"])
        }
    }

    @Test("a restored etcd, whose states are older than the ones known, is noticed by silence, then listed")
    func restored() async throws {
        try await Self.run(tuning: Self.impatient, prepare: Self.create("a", "b")) { scene in
            try await scene.waitForWatches()
            let backup = scene.cluster.snapshot()
            for value in 0..<5 { try scene.touch("a", .number(JSONNumber(Int64(value)))) }
            try scene.delete("b")
            _ = try await scene.log.wait(for: 8)
            scene.cluster.restore(backup)
            let changes = try await scene.log.wait(for: 10)
            #expect(Set(changes.suffix(2)) == ["~a", "+b"])
            #expect(scene.reflector.store.object(Sample.key("a"))?["spec"] == [:])
            #expect(scene.reflector.status.lists[.silent] ?? 0 >= 1)
        }
    }

    @Test("bookmarks move the state on, so that an idle watch does not expire")
    func bookmarks() async throws {
        try await Self.run(prepare: Self.create("a")) { scene in
            try await scene.waitForWatches()
            for index in 0..<3 {
                try scene.cluster.create("Job", ["metadata": ["name": .string("j\(index)"), "namespace": "ns"]])
            }
            let version = scene.cluster.version
            let heard = scene.server.requests.count
            scene.cluster.sendBookmarks()
            scene.cluster.endWatches()
            try await eventually { scene.server.requests.count != heard }
            #expect(scene.server.requests.last?.target.contains("resourceVersion=\(version)") == true)
        }
    }

    @Test("a watch asks for bookmarks and a lifetime, and its state in the query")
    func query() async throws {
        try await ClientFixture.run { fixture in
            _ = try await fixture.client.watch(ObjectSelection(.jobs, labelSelector: "a=b"), from: "7")
            let target = try #require(fixture.server.requests.last?.target)
            for item in [
                "labelSelector=a%3Db", "watch=true", "allowWatchBookmarks=true", "timeoutSeconds=300",
                "resourceVersion=7",
            ] {
                #expect(target.contains(item))
            }
        }
    }

    @Test("an object that leaves the selection is gone from the store")
    func selection() async throws {
        try await ClientFixture.run { fixture in
            let log = ChangeLog()
            let selection = ObjectSelection(Sample.resource, labelSelector: "team=red")
            let reflector = Reflector(client: fixture.client, selection: selection, onChange: { log.add($0) })
            try await withThrowingTaskGroup { group in
                group.addTask { await reflector.run() }
                _ = await reflector.waitUntilSynced()
                try await eventually { fixture.server.cluster.watchCount != 0 }
                try fixture.server.cluster.create(
                    "KopiaMaintenance",
                    Sample.object("a").merging(["metadata": ["labels": ["team": "red"]]])
                )
                try fixture.server.cluster.update("KopiaMaintenance", FakeObjectName("ns", "a")) {
                    $0.merging(["metadata": ["labels": ["team": "blue"]]])
                }
                #expect(try await log.wait(for: 2) == ["+a", "-a"])
                group.cancelAll()
            }
        }
    }

    @Test("it starts before the server does, says what is wrong meanwhile, and syncs when it can")
    func lateServer() async throws {
        try await ClientFixture.run { fixture in
            fixture.server.add(FakeFault("GET", times: nil, .refuse(FakeStatus(403, "Forbidden", "no list for you"))))
            let reflector = Reflector(client: fixture.client, selection: ObjectSelection(.jobs))
            try await withThrowingTaskGroup { group in
                group.addTask { await reflector.run() }
                try await eventually { reflector.status.lastError != nil }
                fixture.server.clearFaults()
                #expect(await reflector.waitUntilSynced())
                #expect(reflector.status.lastError == nil)
                #expect(reflector.status.lastHeard != nil)
                group.cancelAll()
            }
            #expect(fixture.log.entries.contains { $0.metadata["error"]?.contains("no list for you") == true })
        }
    }

    @Test("it ends at once when its task is cancelled, whatever it waits for")
    func cancelled() async throws {
        for fault in [nil, FakeFault("GET", times: nil, .hang), FakeFault("GET", times: nil, .closeBefore)] {
            try await ClientFixture.run(clock: ManualClock()) { fixture in
                if let fault { fixture.server.add(fault) }
                let reflector = Reflector(client: fixture.client, selection: ObjectSelection(.jobs))
                try await withThrowingTaskGroup { group in
                    group.addTask { await reflector.run() }
                    try await eventually { !fixture.server.requests.isEmpty }
                    group.cancelAll()
                }
            }
        }
    }

    @Test("nobody waits for a sync after being cancelled")
    func cancelledWait() async throws {
        let reflector = try await ClientFixture.run { fixture in
            Reflector(client: fixture.client, selection: ObjectSelection(.jobs))
        }
        let synced = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await reflector.waitUntilSynced() }
            group.cancelAll()
            return await group.next()
        }
        #expect(synced == false)
    }
}

extension JSONValue {
    /// The object with members replaced, level by level.
    func merging(_ other: JSONValue) -> JSONValue {
        guard case .object(let members) = other, var object = object else { return other }
        for member in members.members { object[member.name] = (object[member.name] ?? .null).merging(member.value) }
        return .object(object)
    }
}
