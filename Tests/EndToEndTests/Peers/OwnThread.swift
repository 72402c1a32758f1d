import Dispatch
import Testing

/// Runs a test apart from the threads that all tests share, so that it may block on a socket.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(QueueExecutor()) { try await function() }
    }
}

extension Trait where Self == OwnThread {
    /// For tests that block.
    static var onOwnThread: Self { OwnThread() }
}

/// Runs tasks on a queue of its own, one after the other.
private final class QueueExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "a test that blocks")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
