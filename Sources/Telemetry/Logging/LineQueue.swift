import CLinux
import Glibc
import Synchronization

/// The lines that wait for the writer's thread.
final class LineQueue: Sendable {
    private struct State {
        /// Whole lines, in their order.
        var waiting: [UInt8] = []
        /// Whether the thread holds lines that it has not written yet.
        var isWriting = false
        /// With how many waiting bytes the thread is to be woken; while it writes it looks by itself.
        var wakesUpAt = Int.max
        var isClosed = false
    }

    /// 64 KiB, which no ordinary batch exceeds: after a burst the memory goes back.
    private static let retainedCapacity = 64 << 10

    private let state = Mutex(State())
    private let capacity: Int
    /// An eventfd: readable when there is something to do.
    private let wakeUp: Int32
    private let dropped = Atomic<UInt64>(0)

    private init(capacity: Int, wakeUp: Int32) {
        self.capacity = capacity
        self.wakeUp = wakeUp
    }

    deinit {
        Glibc.close(wakeUp)
    }

    /// Makes an empty queue for so many bytes.
    static func make(capacity: Int) throws(TelemetryError) -> LineQueue {
        let wakeUp = eventfd(0, Int32(EFD_CLOEXEC))
        guard wakeUp >= 0 else { throw .logWriterUnavailable(reason: TelemetryError.text(ofErrno: errno)) }
        return LineQueue(capacity: capacity, wakeUp: wakeUp)
    }

    /// Adds a line, or drops and counts it.
    func append(_ line: UnsafeBufferPointer<UInt8>) {
        let needsWakeUp = state.withLock { state in
            guard state.waiting.count + line.count <= capacity else {
                drop(1)
                return false
            }
            state.waiting.append(contentsOf: line)
            guard state.waiting.count >= state.wakesUpAt else { return false }
            state.wakesUpAt = .max
            return true
        }
        // To wake a thread takes longer than all the rest, so it is done only when it is needed.
        if needsWakeUp { eventfd_write(wakeUp, 1) }
    }

    /// Counts lines as lost.
    func drop(_ lines: UInt64) {
        dropped.wrappingAdd(lines, ordering: .relaxed)
    }

    var droppedLines: UInt64 { dropped.load(ordering: .relaxed) }

    /// Whether nothing waits and nothing is being written.
    var isIdle: Bool { state.withLock { $0.waiting.isEmpty && !$0.isWriting } }

    /// Lets the thread end once everything is written.
    func close() {
        state.withLock { $0.isClosed = true }
        eventfd_write(wakeUp, 1)
    }

    /// Exchanges a batch that is written for the lines that wait; blocks until there are some.
    ///
    /// - Parameter batch: emptied, its memory is used again; then whole lines.
    /// - Returns: whether there are any; when not, none will come.
    func exchange(_ batch: inout [UInt8]) -> Bool {
        batch.removeAll(keepingCapacity: batch.capacity <= Self.retainedCapacity)
        while true {
            let isOpen = state.withLock { state in
                swap(&state.waiting, &batch)
                state.isWriting = !batch.isEmpty
                state.wakesUpAt = batch.isEmpty ? 1 : .max
                return !state.isClosed
            }
            if !batch.isEmpty { return true }
            guard isOpen else { return false }
            takeWakeUp()
        }
    }

    /// Waits while lines gather, after a batch is written.
    ///
    /// - Parameter milliseconds: how long, unless the queue is half full before, or is closed.
    func rest(atMost milliseconds: Int32) {
        let mayRest = state.withLock { state in
            state.isWriting = false
            guard !state.isClosed, state.waiting.count < capacity / 2 else { return false }
            state.wakesUpAt = max(1, capacity / 2)
            return true
        }
        guard mayRest else { return }
        var request = pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0)
        if poll(&request, 1, milliseconds) > 0 { takeWakeUp() }
    }

    /// Waits to be woken.
    private func takeWakeUp() {
        var events: eventfd_t = 0
        eventfd_read(wakeUp, &events)
    }
}
