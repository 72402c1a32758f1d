import HeapModule

/// The order in which keys are worked on; pure.
///
/// Invariants: a key is in the queue once, however often it was added, at the earliest of the times that were asked for;
/// it is never handed out while it is worked on; among keys that are due, the one that has been due for longest comes
/// first; urgent keys and others come in turn while there are both, so that none waits for ever.
struct DelayedQueueCore<Key: Hashable & Sendable>: Sendable {
    private enum Entry: Sendable {
        /// Not handed out; the number tells this turn from earlier ones in the heap.
        case waiting(due: Duration, turn: UInt64, isUrgent: Bool)
        /// Handed out; nil unless it was added meanwhile.
        case running(isUrgent: Bool, again: Wish?)
    }

    /// When a key is wanted.
    private struct Wish: Sendable {
        var due: Duration
        var isUrgent: Bool

        func joined(with other: Wish?) -> Wish {
            guard let other else { return self }
            return Wish(due: min(due, other.due), isUrgent: isUrgent || other.isUrgent)
        }
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
    /// The turns of waiting keys that are not urgent, and some that an earlier one has replaced.
    private var ordinary = Heap<Turn>()
    /// The turns of those that are.
    private var urgent = Heap<Turn>()
    private var lastTurn: UInt64 = 0
    private var wasUrgent = false

    /// An empty queue with these delays after failures.
    init(backoff: Backoff) { self.backoff = backoff }

    /// How many keys wait, whether due or not.
    var waitingCount: Int { entries.count - runningCount }

    /// How many keys are worked on.
    private(set) var runningCount = 0

    /// How often in a row the work on a key has failed.
    func failureCount(_ key: Key) -> Int { failures[key] ?? 0 }

    /// Asks for work on a key at a time.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - due: when.
    ///   - isUrgent: true if somebody waits for it; what was asked for before is then urgent, too.
    mutating func add(_ key: Key, due: Duration, isUrgent: Bool = false) {
        let wish = Wish(due: due, isUrgent: isUrgent)
        switch entries[key] {
        case nil: enqueue(key, wish)
        case .waiting(let planned, _, let wasUrgent):
            if due < planned || isUrgent && !wasUrgent {
                enqueue(key, wish.joined(with: Wish(due: planned, isUrgent: wasUrgent)))
            }
        case .running(let wasUrgent, let again):
            entries[key] = .running(isUrgent: wasUrgent, again: wish.joined(with: again))
        }
    }

    /// Forgets the failures of a key, because what failed is not what is wanted any more.
    mutating func forgetFailures(_ key: Key) { failures[key] = nil }

    /// Hands out the key that has been due for longest, an urgent one every other time; nil if none is due.
    mutating func take(now: Duration) -> Key? {
        dropReplaced()
        let hasUrgent = urgent.min.map { $0.due <= now } ?? false
        let hasOrdinary = ordinary.min.map { $0.due <= now } ?? false
        guard hasUrgent || hasOrdinary else { return nil }
        let isUrgent = hasUrgent && !(hasOrdinary && wasUrgent)
        guard let turn = isUrgent ? urgent.popMin() : ordinary.popMin() else { return nil }
        wasUrgent = isUrgent
        entries[turn.key] = .running(isUrgent: isUrgent, again: nil)
        runningCount += 1
        return turn.key
    }

    /// When the next key is due; nil if none waits.
    var nextDue: Duration? {
        mutating get {
            dropReplaced()
            return [ordinary.min?.due, urgent.min?.due].compactMap(\.self).min()
        }
    }

    private mutating func dropReplaced() {
        while let turn = ordinary.min, !isCurrent(turn) { ordinary.removeMin() }
        while let turn = urgent.min, !isCurrent(turn) { urgent.removeMin() }
    }

    /// How many keys wait that are due.
    func dueCount(now: Duration) -> Int {
        [ordinary, urgent].reduce(0) { $0 + $1.unordered.count { $0.due <= now && isCurrent($0) } }
    }

    /// Takes back a key that was handed out.
    mutating func finish(_ key: Key, _ outcome: QueueOutcome, now: Duration, random: Double) {
        guard case .running(let wasUrgent, let again) = entries[key] else { return }
        entries[key] = nil
        runningCount -= 1
        // What it was urgent for is done, unless the work came to nothing.
        let isUrgent = wasUrgent && !outcome.isDone
        let next = delay(of: key, after: outcome, random: random).map { Wish(due: now + $0, isUrgent: isUrgent) }
        if let wish = next?.joined(with: again) ?? again { enqueue(key, wish) }
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

    private mutating func enqueue(_ key: Key, _ wish: Wish) {
        lastTurn += 1
        entries[key] = .waiting(due: wish.due, turn: lastTurn, isUrgent: wish.isUrgent)
        let turn = Turn(due: wish.due, number: lastTurn, key: key)
        if wish.isUrgent { urgent.insert(turn) } else { ordinary.insert(turn) }
        // Keys that are pulled forward again and again leave their old turns behind.
        guard ordinary.count + urgent.count > 2 * entries.count + 64 else { return }
        ordinary = Heap(ordinary.unordered.filter(isCurrent))
        urgent = Heap(urgent.unordered.filter(isCurrent))
    }

    private func isCurrent(_ turn: Turn) -> Bool {
        if case .waiting(_, turn.number, _) = entries[turn.key] { true } else { false }
    }
}
