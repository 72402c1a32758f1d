import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct DelayedQueueTests {
    /// What workers did, and a gate that holds them.
    final class Work: Sendable {
        struct State {
            var begun: [String] = []
            var running: Set<String> = []
            var together = 0
            var parallel = 0
            var outcomes: [QueueOutcome] = []
        }

        let state = Mutex(State())

        var begun: [String] { state.withLock { $0.begun } }

        func begin(_ key: String) -> QueueOutcome {
            state.withLock { state in
                if !state.running.insert(key).inserted { state.parallel += 1 }
                state.begun.append(key)
                state.together = max(state.together, state.running.count)
                return state.outcomes.isEmpty ? .done : state.outcomes.removeFirst()
            }
        }

        func end(_ key: String) { state.withLock { _ = $0.running.remove(key) } }

        /// Returns when work has begun so often.
        func wait(for count: Int) async throws { try await eventually { begun.count >= count } }
    }

    static func run(
        workers: Int = 1,
        clock: ManualClock = ManualClock(),
        work: Work = Work(),
        _ body: (DelayedQueue<String>, Work, ManualClock) async throws -> Void
    ) async throws {
        let queue = DelayedQueue<String>(time: TimeSource(clock), random: .fixed(0))
        try await withThrowingTaskGroup { group in
            group.addTask {
                await queue.run(workers: workers) { key in
                    let outcome = work.begin(key)
                    await Task.yield()
                    work.end(key)
                    return outcome
                }
            }
            try await body(queue, work, clock)
            queue.close()
            try await group.waitForAll()
        }
    }

    @Test("a key is worked on at once, or when it is due, and not before")
    func delays() async throws {
        try await Self.run { queue, work, clock in
            queue.add("later", after: .seconds(10))
            queue.add("now")
            try await work.wait(for: 1)
            await clock.waitForSleepers()
            clock.advance(by: .seconds(9))
            await clock.waitForSleepers()
            #expect(work.begun == ["now"])
            clock.advance(by: .seconds(1))
            try await work.wait(for: 2)
            #expect(work.begun == ["now", "later"])
        }
    }

    @Test("an earlier key shortens the wait")
    func earlier() async throws {
        try await Self.run { queue, work, clock in
            queue.add("late", after: .seconds(100))
            await clock.waitForSleepers()
            queue.add("early", after: .seconds(5))
            try await eventually { clock.slept.last == .seconds(5) }
            await clock.waitForSleepers()
            clock.advance(by: .seconds(5))
            try await work.wait(for: 1)
            #expect(work.begun == ["early"])
        }
    }

    @Test("work that failed is repeated after its delay")
    func failure() async throws {
        let work = Work()
        work.state.withLock { $0.outcomes = [.failed(), .failed(floor: .seconds(3)), .done] }
        try await Self.run(clock: ManualClock(advancesItself: true), work: work) { queue, work, clock in
            queue.add("a")
            try await work.wait(for: 3)
            #expect(clock.slept == [.milliseconds(250), .seconds(3)])
            #expect(queue.statistics.retried == 2)
        }
    }

    @Test("many tasks add, several workers work, no key is worked on twice at once, and none is lost")
    func parallel() async throws {
        try await Self.run(workers: 4) { queue, work, _ in
            await withTaskGroup { group in
                for task in 0..<8 {
                    group.addTask { for index in 0..<200 { queue.add("\((index + task) % 25)") } }
                }
            }
            for index in 0..<25 { queue.add("last-\(index)") }
            try await eventually { queue.statistics == .init(added: 1625) }
            #expect(work.state.withLock { $0.parallel } == 0)
            #expect(work.state.withLock { $0.together } > 1)
            #expect(Set(work.begun).count == 50)
        }
    }

    @Test("closing lets work that has begun come to its end, and begins no more")
    func closing() async throws {
        let queue = DelayedQueue<Int>()
        let begun = WakeSignal()
        let gate = WakeSignal()
        let done = Recorded<Int>()
        for key in 0..<3 { queue.add(key) }
        await withTaskGroup { group in
            group.addTask {
                await queue.run(workers: 1) { key in
                    begun.signal()
                    await gate.wait()
                    done.append(key)
                    return .done
                }
            }
            await begun.wait()
            queue.close()
            gate.signal()
        }
        #expect(done.values == [0])
        #expect(queue.statistics.waiting == 2)
    }

    @Test("cancelling ends the workers, and what they worked on is due again for the next who run the queue")
    func cancelling() async throws {
        let queue = DelayedQueue<String>()
        let begun = WakeSignal()
        queue.add("a")
        queue.add("b", after: .seconds(1000))
        await withTaskGroup { group in
            group.addTask {
                await queue.run(workers: 2) { _ in
                    begun.signal()
                    // Returns when the task is cancelled, and pretends that all is well.
                    await WakeSignal().wait()
                    return .done
                }
            }
            await begun.wait()
            group.cancelAll()
        }
        #expect(queue.statistics.due == 1 && queue.statistics.waiting == 2 && queue.statistics.running == 0)
        let again = Recorded<String>()
        await queue.run(workers: 2) { key in
            again.append(key)
            queue.close()
            return .done
        }
        #expect(again.values == ["a"])
    }

    @Test("statistics tell what waits, what runs, and for how long")
    func statistics() async throws {
        let clock = ManualClock()
        let queue = DelayedQueue<String>(time: TimeSource(clock))
        let begun = WakeSignal()
        let gate = WakeSignal()
        for key in ["a", "b"] { queue.add(key) }
        queue.add("c", after: .seconds(60))
        await withTaskGroup { group in
            group.addTask {
                await queue.run(workers: 1) { _ in
                    begun.signal()
                    await gate.wait()
                    return .done
                }
            }
            await begun.wait()
            clock.advance(by: .seconds(7))
            let expected = DelayedQueue<String>.Statistics(
                due: 1,
                waiting: 2,
                running: 1,
                added: 3,
                retried: 0,
                longestRunning: .seconds(7),
                unfinished: .seconds(7)
            )
            #expect(queue.statistics == expected)
            queue.close()
            gate.signal()
        }
    }
}
