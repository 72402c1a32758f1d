import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: Sendable {
    private typealias Sleeper = (id: Int, until: Duration, continuation: CheckedContinuation<Bool, Never>)

    private struct State {
        var now: Duration
        var lastID = 0
        var sleepers: [Sleeper] = []
        var slept: [Duration] = []
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>
    private let advancesItself: Bool

    /// A clock.
    ///
    /// - Parameters:
    ///   - now: the time that it shows first.
    ///   - advancesItself: true to let every sleep end at once, with the clock moved on by its length.
    package init(now: Duration = .seconds(1000), advancesItself: Bool = false) {
        state = Mutex(State(now: now))
        self.advancesItself = advancesItself
    }

    /// The time that it shows.
    package var now: Duration { state.withLock { $0.now } }

    /// The lengths of all sleeps that have begun, in order.
    package var slept: [Duration] { state.withLock { $0.slept } }

    /// How many tasks sleep.
    package var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Moves on and wakes everybody whose time has come, the earliest first.
    package func advance(by duration: Duration) {
        let due: [Sleeper] = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.until <= state.now }.sorted { $0.until < $1.until }
            state.sleepers.removeAll { $0.until <= state.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume(returning: true) }
    }

    /// Sleeps until the clock has moved on so far, or the task is cancelled.
    package func sleep(_ duration: Duration) async throws(CancellationError) {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let completed = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in enter(duration, id, continuation) }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(returning: false)
        }
        if !completed { throw CancellationError() }
    }

    private func enter(_ duration: Duration, _ id: Int, _ continuation: CheckedContinuation<Bool, Never>) {
        let (answer, observers): (Bool?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
            if Task.isCancelled { return (false, []) }
            state.slept.append(duration)
            if advancesItself || duration <= .zero {
                if duration > .zero { state.now += duration }
                return (true, [])
            }
            state.sleepers.append((id, state.now + duration, continuation))
            let count = state.sleepers.count
            let observers = state.observers.filter { $0.count <= count }.map(\.continuation)
            state.observers.removeAll { $0.count <= count }
            return (nil, observers)
        }
        if let answer { continuation.resume(returning: answer) }
        for observer in observers { observer.resume() }
    }

    /// Returns as soon as so many tasks sleep.
    package func waitForSleepers(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.observers.append((count, continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }
}
