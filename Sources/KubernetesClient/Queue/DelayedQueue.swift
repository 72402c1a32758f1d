import Synchronization

/// Keys to work on, each once, at its time, by a fixed number of workers.
///
/// Anybody may add keys at any time, from any task, without waiting. Nothing is lost when work is cut short: the key is
/// due again as soon as somebody runs the queue.
package final class DelayedQueue<Key: Hashable & Sendable>: Sendable {
    private typealias Waiter = (id: UInt64, continuation: CheckedContinuation<Key?, Never>)

    private struct State: Sendable {
        var core: DelayedQueueCore<Key>
        var waiters: [Waiter] = []
        var lastID: UInt64 = 0
        var isClosed = false
        /// When the timekeeper will look again by itself; nil while it waits to be told.
        var alarm: Duration?
        var started: [Key: Duration] = [:]
        var added = 0
        var retried = 0
    }

    private let state: Mutex<State>
    private let time: TimeSource
    private let random: RandomSource
    /// Tells the timekeeper that the next key is due at another time than it thinks.
    private let rescheduled = WakeSignal()

    /// An empty queue.
    ///
    /// - Parameters:
    ///   - backoff: the delays after failures.
    ///   - time: the clock by which keys are due.
    ///   - random: where jitter comes from.
    package init(backoff: Backoff = .reconcile, time: TimeSource = .system, random: RandomSource = .system) {
        state = Mutex(State(core: DelayedQueueCore(backoff: backoff)))
        self.time = time
        self.random = random
    }

    /// Asks for work on a key.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - delay: when; of several times the earliest counts.
    ///   - isUrgent: true if somebody waits for it: while much is due, every other key handed out is an urgent one.
    ///   - forgettingFailures: true if what failed before is not what is wanted now.
    package func add(
        _ key: Key,
        after delay: Duration = .zero,
        isUrgent: Bool = false,
        forgettingFailures: Bool = false
    ) {
        let now = time.now()
        mutate { state in
            state.added += 1
            if forgettingFailures { state.core.forgetFailures(key) }
            state.core.add(key, due: now + delay, isUrgent: isUrgent)
        }
    }

    /// Hands out nothing any more: workers end when they have finished what they have.
    package func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }

    /// Works until the queue is closed or the task is cancelled; then every worker has ended.
    ///
    /// - Parameters:
    ///   - workers: how many keys are worked on at once.
    ///   - work: the work on a key. When the task is cancelled it should end soon; its key is then due again.
    package func run(workers: Int, _ work: @escaping @Sendable (Key) async -> QueueOutcome) async {
        await withTaskGroup { group in
            group.addTask { await self.keepTime() }
            await withTaskGroup { working in
                for _ in 0..<max(workers, 1) { working.addTask { await self.work(work) } }
            }
            group.cancelAll()
        }
    }

    private func work(_ work: @Sendable (Key) async -> QueueOutcome) async {
        while let key = await next() {
            let outcome = await work(key)
            finish(key, Task.isCancelled ? .interrupted : outcome)
            // Where nothing had to be waited for, and the next key is due: others have their turn, too.
            await Task.yield()
        }
    }
}

// MARK: - Handing out

extension DelayedQueue {
    /// The next key, when it is due; nil when the queue is closed or the task is cancelled.
    private func next() async -> Key? {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in enter((id, continuation)) }
        } onCancel: {
            let waiter: Waiter? = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: nil)
        }
    }

    private func enter(_ waiter: Waiter) {
        let isOver = state.withLock { state in
            if state.isClosed || Task.isCancelled { return true }
            state.waiters.append(waiter)
            return false
        }
        if isOver { waiter.continuation.resume(returning: nil) } else { mutate { _ in } }
    }

    private func finish(_ key: Key, _ outcome: QueueOutcome) {
        let now = time.now()
        mutate { state in
            if case .failed = outcome { state.retried += 1 }
            state.started[key] = nil
            state.core.finish(key, outcome, now: now, random: self.random.fraction())
        }
    }

    /// Changes the queue, then hands out what is due to who waits.
    private func mutate(_ change: (inout State) -> Void) {
        let now = time.now()
        var handed: [(Waiter, Key)] = []
        let isEarlier = state.withLock { state in
            change(&state)
            while !state.waiters.isEmpty, let key = state.core.take(now: now) {
                state.started[key] = now
                handed.append((state.waiters.removeFirst(), key))
            }
            guard !state.waiters.isEmpty, let due = state.core.nextDue else { return false }
            return state.alarm.map { due < $0 } ?? true
        }
        for (waiter, key) in handed { waiter.continuation.resume(returning: key) }
        if isEarlier { rescheduled.signal() }
    }

    /// Wakes when the next key is due, as long as somebody waits for one.
    private func keepTime() async {
        while !Task.isCancelled {
            let now = time.now()
            let delay: Duration? = state.withLock { state in
                state.alarm = state.waiters.isEmpty ? nil : state.core.nextDue
                return state.alarm.map { max($0 - now, .zero) }
            }
            if delay != .zero { await rescheduled.wait(upTo: delay, time: time) }
            mutate { _ in }
        }
    }
}

// MARK: - Looking

extension DelayedQueue {
    /// What is in the queue and what has gone through it, for metrics.
    package struct Statistics: Hashable, Sendable {
        /// Keys that are due and not worked on.
        package var due = 0
        /// Keys that wait, due or not.
        package var waiting = 0
        /// Keys that are worked on.
        package var running = 0
        /// How often a key was added.
        package var added = 0
        /// How often work failed.
        package var retried = 0
        /// How long the work that has taken longest has taken so far.
        package var longestRunning = Duration.zero
        /// How long all work under way has taken together.
        package var unfinished = Duration.zero
    }

    /// What is in the queue.
    package var statistics: Statistics {
        let now = time.now()
        return state.withLock { state in
            let ages = state.started.values.map { now - $0 }
            return Statistics(
                due: state.core.dueCount(now: now),
                waiting: state.core.waitingCount,
                running: state.core.runningCount,
                added: state.added,
                retried: state.retried,
                longestRunning: ages.max() ?? .zero,
                unfinished: ages.reduce(.zero, +)
            )
        }
    }

    /// How often in a row the work on a key has failed.
    package func failureCount(_ key: Key) -> Int { state.withLock { $0.core.failureCount(key) } }
}
