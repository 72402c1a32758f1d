/// Connections whose answers are made and wait to be sent together.
///
/// An answer wakes the peer that sleeps until it comes, and those that follow at once find it awake. Sent one by one
/// each would wake it anew, which under load costs more than the making of a small answer.
///
/// Invariant: nothing happens to a connection in here before its answers are sent.
struct AnswerBatch {
    private(set) var connections: [Connection] = []
    private var due = MonotonicTime.distantFuture

    var isEmpty: Bool { connections.isEmpty }

    /// Adds a connection; the first one sets the time by which all are due.
    mutating func append(_ connection: Connection, _ clock: () -> MonotonicTime) {
        if connections.isEmpty { due = clock().advanced(by: Self.longestWait) }
        connections.append(connection)
    }

    /// Whether the first answer has waited for as long as it may.
    func areDue(_ clock: () -> MonotonicTime) -> Bool {
        !connections.isEmpty && clock() >= due
    }

    /// Forgets the connections, whose answers were sent.
    mutating func removeAll() {
        connections.removeAll(keepingCapacity: true)
    }

    /// 200 µs, a tenth of what an answer may take at half load, and several usual reviews: with twice the time, hardly
    /// less is spent.
    private static let longestWait = Duration.microseconds(200)
}
