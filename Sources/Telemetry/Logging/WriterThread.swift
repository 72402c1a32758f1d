import Glibc

/// The thread that writes lines and may be blocked by whoever reads the log.
enum WriterThread {
    /// Milliseconds between two batches: a line that finds the thread asleep wakes it at once, and a busy program wakes
    /// it two hundred times a second, unless so many lines come that the queue is half full before.
    ///
    /// Each time takes something from the core that it may share with a loop. What 20,000 lines a second put
    /// into the queue meanwhile is a thirtieth of what it takes; but a line can be a tenth of it.
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
        var output = LineOutput(descriptor)
        var batch: [UInt8] = []
        while queue.exchange(&batch) {
            queue.drop(output.write(batch))
            queue.rest(atMost: rest)
        }
    }
}
