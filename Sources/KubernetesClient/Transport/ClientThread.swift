import DequeModule
import NIOCore
import NIOPosix
import Synchronization

/// The one thread on which requests are sent and their answers received, but for those of the lease.
///
/// The work of a controller is mostly to ask the API server, so that one thread has time for all of it; it is never ended,
/// like the pools of the standard library.
package enum ClientThread {
    /// The thread as the transport knows it.
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Runs tasks on that thread, on which an answer costs no switch between threads.
    ///
    /// For tasks that wait much and compute little at a time: a task that goes on computing yields now and then
    /// (`Task.yield`), so that answers are received meanwhile.
    package static let executor: any TaskExecutor = LoopExecutor(group.next())
}

/// Runs tasks on the thread of an event loop, and lets the loop look for what has come in between.
///
/// A loop does what it has been asked for until nothing is left, before it looks at its sockets; so jobs that make other
/// jobs are not handed to it one by one.
private final class LoopExecutor: TaskExecutor {
    private struct State {
        var jobs: Deque<UnownedJob> = []
        /// True while the loop has been asked for a turn.
        var isAwake = false
    }

    private let loop: any EventLoop
    private let state = Mutex(State())

    /// So long jobs are run one after the other: short beside the time that an answer takes, long beside a pause.
    private static let turn = TimeAmount.milliseconds(5)
    /// What is due in the future ends a round of the loop; so long that it is still in the future then.
    private static let pause = TimeAmount.microseconds(50)

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let sleeps = state.withLock { state in
            state.jobs.append(job)
            defer { state.isAwake = true }
            return !state.isAwake
        }
        if sleeps { loop.execute { self.run() } }
    }

    private func run() {
        let end = NIODeadline.now() + Self.turn
        while let job = next() {
            job.runSynchronously(on: asUnownedTaskExecutor())
            guard NIODeadline.now() < end else {
                // From behind what the loop has been asked for already.
                loop.execute { self.loop.scheduleTask(in: Self.pause) { self.run() } }
                return
            }
        }
    }

    /// The next job; without one, the next that comes asks for a turn.
    private func next() -> UnownedJob? {
        state.withLock { state in
            let job = state.jobs.popFirst()
            if job == nil { state.isAwake = false }
            return job
        }
    }
}
