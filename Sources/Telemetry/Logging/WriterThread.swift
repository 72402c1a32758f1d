import Glibc

/// The thread that writes lines and may be blocked by whoever reads the log.
enum WriterThread {
    /// What a pipe takes in one piece, pipe(7): lines of other processes cannot get between.
    static let atomicWrite = Int(PIPE_BUF)

    /// Milliseconds between two batches: a line that finds the thread asleep wakes it at once, and a busy program wakes
    /// it two hundred times a second at most.
    ///
    /// Each time takes something from the core that it may share with a loop. What 20,000 lines a second put
    /// into the queue meanwhile is a thirtieth of what it takes.
    private static let rest: Int32 = 5

    /// Starts the thread; it ends when the queue is closed and empty.
    static func start(from queue: LineQueue, to descriptor: Int32) throws(TelemetryError) {
        let context = Unmanaged.passRetained(Context(queue: queue, descriptor: descriptor))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                let context = Unmanaged<Context>.fromOpaque(pointer).takeRetainedValue()
                WriterThread.blockSignals()
                WriterThread.run(context.queue, context.descriptor)
                return nil
            },
            context.toOpaque()
        )
        guard code == 0 else {
            context.release()
            throw .logWriterUnavailable(reason: TelemetryError.text(ofErrno: code))
        }
        pthread_detach(thread)
    }

    /// What the thread needs, in a form that passes through C.
    private final class Context {
        let queue: LineQueue
        let descriptor: Int32

        init(queue: LineQueue, descriptor: Int32) {
            self.queue = queue
            self.descriptor = descriptor
        }
    }

    /// Signals are for the program's own threads; SIGPIPE above all must not end it because the log has gone.
    private static func blockSignals() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, nil)
    }

    private static func run(_ queue: LineQueue, _ descriptor: Int32) {
        let pieceSize = isFile(descriptor) ? Int.max : atomicWrite
        var batch: [UInt8] = []
        while queue.exchange(&batch) {
            var start = 0
            while start < batch.count {
                let end = endOfPiece(in: batch, from: start, size: pieceSize)
                if !write(batch[start..<end], to: descriptor) {
                    queue.drop(UInt64(batch[start..<end].count { $0 == UInt8(ascii: "\n") }))
                }
                start = end
            }
            poll(nil, 0, rest)
        }
    }

    /// Whether the descriptor is a file's, which takes any number of lines in one piece.
    private static func isFile(_ descriptor: Int32) -> Bool {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
    }

    /// As many whole lines as go into one write, at least one.
    static func endOfPiece(in batch: [UInt8], from start: Int, size: Int = atomicWrite) -> Int {
        let limit = size < batch.count - start ? start + size : batch.count
        if let last = batch[start..<limit].lastIndex(of: UInt8(ascii: "\n")) { return last + 1 }
        return batch[limit...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? batch.count
    }

    /// - Returns: whether all of it was written.
    private static func write(_ piece: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        piece.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    waitUntilWritable(descriptor)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// Somebody else may have made the descriptor non-blocking for everybody.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
    }
}
