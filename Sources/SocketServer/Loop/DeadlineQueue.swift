import HeapModule

/// Deadlines of one loop, soonest first.
///
/// A connection's deadline moves with every request; the queue does not. It holds a moment no later than the deadline,
/// and when that moment comes and the deadline has moved on, the connection is queued again. So a request costs the
/// queue nothing, and an entry that no longer counts costs it one removal.
struct DeadlineQueue {
    /// What the queue and its loop remember of a connection.
    struct Timing {
        /// Which deadline runs.
        fileprivate(set) var running: ConnectionMachine.Deadline?
        /// Since when it runs: since when the peer is waited for.
        fileprivate(set) var start = MonotonicTime.distantFuture
        /// When it passes.
        fileprivate(set) var deadline = MonotonicTime.distantFuture
        /// The moment of the queue's entry that counts.
        fileprivate(set) var queued: MonotonicTime?
    }

    private struct Entry: Comparable {
        let moment: MonotonicTime
        let token: EpollToken

        static func < (left: Entry, right: Entry) -> Bool { left.moment < right.moment }
    }

    private var entries = Heap<Entry>()

    /// The number of entries, those included that no longer count.
    var count: Int { entries.count }

    /// When the loop has to look again.
    var earliest: MonotonicTime? { entries.min?.moment }

    /// Lets the deadline that the machine names run, unless it is running already.
    ///
    /// - Parameters:
    ///   - connection: Whose deadline it is.
    ///   - deadline: The deadline that the machine names.
    ///   - limits: How long deadlines are.
    ///   - now: When it begins to run.
    mutating func update(
        _ connection: Connection,
        to deadline: ConnectionMachine.Deadline,
        limits: ServerLimits,
        now: MonotonicTime
    ) {
        guard connection.timing.running != deadline else { return }
        connection.timing.running = deadline
        connection.timing.start = now
        connection.timing.deadline = now.advanced(by: limits.duration(deadline.kind))
        if let queued = connection.timing.queued, queued <= connection.timing.deadline { return }
        queue(connection)
    }

    /// Queues a moment that belongs to no connection.
    mutating func schedule(_ token: EpollToken, at moment: MonotonicTime) {
        entries.insert(Entry(moment: moment, token: token))
    }

    /// Takes the next entry whose moment has come.
    mutating func popDue(_ now: MonotonicTime) -> (token: EpollToken, moment: MonotonicTime)? {
        guard let first = entries.min, first.moment <= now else { return nil }
        entries.removeMin()
        return (first.token, first.moment)
    }

    /// Whether the entry taken at `moment` means that the deadline has passed; queues the connection again if not.
    mutating func hasPassed(_ connection: Connection, moment: MonotonicTime, now: MonotonicTime) -> Bool {
        guard connection.timing.queued == moment else { return false }
        connection.timing.queued = nil
        if connection.timing.deadline <= now { return true }
        queue(connection)
        return false
    }

    private mutating func queue(_ connection: Connection) {
        connection.timing.queued = connection.timing.deadline
        entries.insert(Entry(moment: connection.timing.deadline, token: connection.token))
    }
}
