import Glibc
import Synchronization

/// Hands finished lines to a descriptor from a thread of its own, so that nobody who logs ever waits for the reader.
///
/// What is not yet written waits in a buffer of limited size; when the reader of the log has stopped and the buffer is
/// full, further lines are dropped and counted. Any thread may append. The descriptor stays the caller's.
package final class LogWriter: Sendable {
    /// 1 MiB: some four thousand lines, and twice that, with the lines that are being written, little enough beside the
    /// 128 MiB that the webhook's pod may take.
    package static let defaultCapacity = 1 << 20

    private let queue: LineQueue

    private init(queue: LineQueue) {
        self.queue = queue
    }

    deinit {
        queue.close()
    }

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - descriptor: where lines go; may be blocking or not.
    ///   - capacity: how many bytes may wait.
    /// - Returns: a writer. Released, it writes what is waiting and ends its thread.
    /// - Throws: ``TelemetryError/logWriterUnavailable(reason:)``.
    package static func start(
        descriptor: Int32 = STDERR_FILENO,
        capacity: Int = defaultCapacity
    ) throws(TelemetryError) -> LogWriter {
        let queue = try LineQueue.make(capacity: capacity)
        try WriterThread.start(from: queue, to: descriptor)
        return LogWriter(queue: queue)
    }

    /// Takes a line for writing, or drops it when the buffer is full.
    ///
    /// - Parameter line: ends with its only line feed.
    package func append(_ line: [UInt8]) {
        line.withUnsafeBufferPointer { queue.append($0) }
    }

    /// The same for a line that is in memory of the caller's.
    func append(_ line: UnsafeBufferPointer<UInt8>) {
        queue.append(line)
    }

    /// Lines that were lost, because the buffer was full or because writing failed.
    package var droppedLines: UInt64 { queue.droppedLines }

    /// Waits until everything that was appended before is written, but not for ever.
    ///
    /// - Parameter limit: the longest time to wait.
    /// - Returns: whether nothing is waiting any more.
    @discardableResult package func flush(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        while !queue.isIdle {
            guard ContinuousClock.now < deadline else { return false }
            // A program ends once, so looking again every millisecond is good enough.
            poll(nil, 0, 1)
        }
        return true
    }
}
