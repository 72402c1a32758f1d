import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// The primitives on which tasks wait.
@Suite(.timeLimit(.minutes(10))) struct WaitingTests {
    @Test("a signal that came before is not lost, and one signal wakes once")
    func signal() async {
        let signal = WakeSignal()
        signal.signal()
        signal.signal()
        await signal.wait()
        let clock = ManualClock(advancesItself: true)
        await signal.wait(upTo: .seconds(5), time: TimeSource(clock))
        #expect(clock.slept == [.seconds(5)])
    }

    @Test("waiting for a signal ends when the task is cancelled")
    func cancelledSignal() async {
        let signal = WakeSignal()
        await withTaskGroup { group in
            group.addTask { await signal.wait() }
            group.addTask { await WakeSignal().wait(upTo: nil, time: .system) }
            group.cancelAll()
        }
    }

    @Test("a lock is held by one at a time, in turn")
    func lock() async {
        let lock = AsyncLock()
        let holders = Recorded<Int>()
        await withTaskGroup { group in
            for task in 0..<20 {
                group.addTask {
                    await lock.withLock {
                        holders.append(task)
                        await Task.yield()
                        holders.append(task)
                    }
                }
            }
        }
        let pairs = stride(from: 0, to: 40, by: 2).map { holders.values[$0..<$0 + 2] }
        #expect(pairs.allSatisfy { Set($0).count == 1 })
    }

    @Test("who is cancelled while waiting for a lock does not get it, and does not keep it from others")
    func cancelledLock() async {
        let lock = AsyncLock()
        let (held, release) = (WakeSignal(), WakeSignal())
        await withTaskGroup { group in
            group.addTask {
                _ = await lock.withLock {
                    held.signal()
                    await release.wait()
                }
            }
            await held.wait()
            let cancelled = await withTaskGroup(of: Int?.self) { waiting in
                waiting.addTask { await lock.withLock { 1 } }
                waiting.cancelAll()
                return await waiting.next() ?? nil
            }
            #expect(cancelled == nil)
            release.signal()
        }
        #expect(await lock.withLock { 2 } == 2)
    }

    @Test("a latch lets everybody pass once it is open, and nobody who gave up")
    func latch() async {
        let latch = Latch()
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 { group.addTask { await latch.wait() } }
            latch.open()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == [true, true, true, true, true])
        #expect(await latch.wait())
        let gaveUp = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await Latch().wait() }
            group.cancelAll()
            return await group.next()
        }
        #expect(gaveUp == false)
    }

    @Test("random fractions are below one")
    func fractions() {
        #expect(RandomSource { .max }.fraction() < 1)
        #expect(RandomSource { .min }.fraction() == 0)
        #expect(RandomSource { 1 << 63 }.fraction() == 0.5)
    }

    @Test("a moment is written with six digits, and read without")
    func wallTime() {
        let moment = WallTime(microseconds: 1_767_225_600_000_042)
        #expect(moment.microTime == "2026-01-01T00:00:00.000042Z")
        #expect(WallTime(time: "2026-01-01T01:00:00.5+01:00") == WallTime(microseconds: 1_767_225_600_000_000))
        #expect(WallTime(time: "yesterday") == nil)
        #expect(moment - WallTime(microseconds: 1_767_225_590_000_000) == .microseconds(10_000_042))
    }
}
