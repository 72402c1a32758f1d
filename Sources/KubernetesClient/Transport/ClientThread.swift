import NIOCore
import NIOPosix

/// The one thread on which requests are sent and their answers received.
///
/// The work of a controller is mostly to ask the API server, so that one thread has time for all of it; it is never ended,
/// like the pools of the standard library.
package enum ClientThread {
    /// The thread as the transport knows it.
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Runs tasks on that thread.
    ///
    /// Beside it, every answer would cost two switches between threads. For tasks that wait much and compute little: while
    /// one of them computes, no answer is received.
    package static let executor: any TaskExecutor = LoopExecutor(group.next())
}

/// Runs tasks on the thread of an event loop.
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
