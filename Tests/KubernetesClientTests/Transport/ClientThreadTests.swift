import KubernetesAPI
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite("The thread of the requests", .timeLimit(.minutes(2)))
struct ClientThreadTests {
    private final class Count: Sendable {
        private let atomic = Atomic(0)
        var value: Int { atomic.load(ordering: .relaxed) }
        func add(_ number: Int) { atomic.add(number, ordering: .relaxed) }
    }

    @Test("receives an answer while tasks on it go on computing")
    func computing() async throws {
        try await ClientFixture.run { fixture in
            _ = try fixture.server.cluster.create("KopiaMaintenance", Sample.object("a"))
            let answers = Count()
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    // Without an end of their own.
                    group.addTask(executorPreference: ClientThread.executor) {
                        while answers.value == 0 { await Task.yield() }
                    }
                }
                group.addTask(executorPreference: ClientThread.executor) {
                    defer { answers.add(1) }
                    _ = try await fixture.client.get(Sample.resource, Sample.key("a"))
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("hands out one key after the other while others have their turn, though no work on a key waits")
    func queue() async throws {
        let queue = DelayedQueue<Int>(time: .system)
        for key in 0..<1000 { queue.add(key) }
        let isWatched = Latch()
        let worked = Count()
        let seen = Count()
        await withTaskGroup { group in
            group.addTask(executorPreference: ClientThread.executor) {
                _ = await isWatched.wait()
                await queue.run(workers: 4) { _ in
                    worked.add(1)
                    return .done
                }
            }
            group.addTask(executorPreference: ClientThread.executor) {
                isWatched.open()
                while worked.value == 0 { await Task.yield() }
                seen.add(worked.value)
                while worked.value < 1000 { await Task.yield() }
                queue.close()
            }
        }
        #expect(seen.value < 100)
        #expect(worked.value == 1000)
    }
}
