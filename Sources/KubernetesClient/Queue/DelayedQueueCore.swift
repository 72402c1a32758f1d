import HeapModule

/// The order in which keys are worked on; pure.
///
/// Invariants: a key is in the queue once, however often it was added, at the earliest of the times that were asked for;
/// it is never handed out while it is worked on; among keys that are due, the one that has been due for longest comes
/// first, so that none waits for ever.
struct DelayedQueueCore<Key: Hashable & Sendable>: Sendable {
    private enum Entry: Sendable {
        /// Not handed out; the number tells this turn from earlier ones in the heap.
        case waiting(due: Duration, turn: UInt64)
        /// Handed out; nil unless it was added meanwhile.
        case running(again: Duration?)
    }

    private struct Turn: Comparable, Sendable {
        let due: Duration
        let number: UInt64
        let key: Key

        static func == (left: Self, right: Self) -> Bool { left.number == right.number }

        static func < (left: Self, right: Self) -> Bool { (left.due, left.number) < (right.due, right.number) }
    }

    private let backoff: Backoff
    private var entries: [Key: Entry] = [:]
    private var failures: [Key: Int] = [:]
    /// The turns of waiting keys, and some that an earlier one has replaced.
    private var heap = Heap<Turn>()
    private var lastTurn: UInt64 = 0

    /// An empty queue with these delays after failures.
    init(backoff: Backoff) { self.backoff = backoff }

    /// How many keys wait, whether due or not.
    var waitingCount: Int { entries.count - runningCount }

    /// How many keys are worked on.
    private(set) var runningCount = 0

    /// How often in a row the work on a key has failed.
    func failureCount(_ key: Key) -> Int { failures[key] ?? 0 }

    /// Asks for work on a key at a time.
    mutating func add(_ key: Key, due: Duration) {
        switch entries[key] {
        case nil: enqueue(key, due: due)
        case .waiting(let planned, _): if due < planned { enqueue(key, due: due) }
        case .running(let again): entries[key] = .running(again: again.map { min($0, due) } ?? due)
        }
    }

    /// Forgets the failures of a key, because what failed is not what is wanted any more.
    mutating func forgetFailures(_ key: Key) { failures[key] = nil }

    /// Hands out the key that has been due for longest; nil if none is due.
    mutating func take(now: Duration) -> Key? {
        guard let due = nextDue, due <= now, let turn = heap.popMin() else { return nil }
        entries[turn.key] = .running(again: nil)
        runningCount += 1
        return turn.key
    }

    /// When the next key is due; nil if none waits.
    var nextDue: Duration? {
        mutating get {
            while let turn = heap.min, !isCurrent(turn) { heap.removeMin() }
            return heap.min?.due
        }
    }

    /// How many keys wait that are due.
    func dueCount(now: Duration) -> Int { heap.unordered.count { $0.due <= now && isCurrent($0) } }

    /// Takes back a key that was handed out.
    mutating func finish(_ key: Key, _ outcome: QueueOutcome, now: Duration, random: Double) {
        guard case .running(let again) = entries[key] else { return }
        entries[key] = nil
        runningCount -= 1
        let next = delay(of: key, after: outcome, random: random).map { now + $0 }
        if let due = [again, next].compactMap({ $0 }).min() { enqueue(key, due: due) }
    }

    /// When the key is due again for what became of the work on it; nil if not at all.
    private mutating func delay(of key: Key, after outcome: QueueOutcome, random: Double) -> Duration? {
        switch outcome {
        case .done:
            failures[key] = nil
            return nil
        case .again(let delay):
            failures[key] = nil
            return delay
        case .failed(let floor, let again):
            let count = failureCount(key) + 1
            failures[key] = count
            let delay = max(backoff.delay(afterFailures: count, random: random), floor)
            return again.map { min($0, delay) } ?? delay
        case .interrupted: return .zero
        }
    }

    private mutating func enqueue(_ key: Key, due: Duration) {
        lastTurn += 1
        entries[key] = .waiting(due: due, turn: lastTurn)
        heap.insert(Turn(due: due, number: lastTurn, key: key))
        // Keys that are pulled forward again and again leave their old turns behind.
        if heap.count > 2 * entries.count + 64 { heap = Heap(heap.unordered.filter(isCurrent)) }
    }

    private func isCurrent(_ turn: Turn) -> Bool {
        if case .waiting(_, turn.number) = entries[turn.key] { true } else { false }
    }
}
