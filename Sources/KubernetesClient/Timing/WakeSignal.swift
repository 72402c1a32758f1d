import Synchronization

/// Wakes one waiting task; a signal that comes while nobody waits is kept for the next who does.
///
/// At most one task waits at a time. Waiting ends at once when that task is cancelled.
final class WakeSignal: Sendable {
    private struct State {
        var isSignalled = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Wakes the task that waits, or the next one.
    func signal() {
        let waiter = state.withLock { state in
            let waiter = state.waiter.take()
            state.isSignalled = waiter == nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns after a signal, or when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let returnsAtOnce = state.withLock { state in
                    precondition(state.waiter == nil, "a second task waits for the same signal")
                    if state.isSignalled || Task.isCancelled {
                        state.isSignalled = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if returnsAtOnce { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiter.take() }?.resume()
        }
    }

    /// Returns after a signal, after the time (never, if nil), or when the task is cancelled.
    func wait(upTo limit: Duration?, time: TimeSource) async {
        guard let limit else { return await wait() }
        await withTaskGroup { group in
            group.addTask { await self.wait() }
            group.addTask { _ = try? await time.sleep(limit) }
            await group.next()
            group.cancelAll()
        }
    }
}
