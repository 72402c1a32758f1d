import Synchronization

/// One lock for each repository: whoever decides about it does so alone in this process.
final class RepositoryLocks: Sendable {
    private struct Entry {
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let held = Mutex<[String: Entry]>([:])

    /// Waits for the lock; first come, first served.
    func lock(_ repository: String) async {
        await withCheckedContinuation { continuation in
            let isFree = held.withLock { held in
                if held[repository] == nil {
                    held[repository] = Entry()
                    return true
                }
                held[repository]?.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Gives the lock to whoever waits longest.
    func unlock(_ repository: String) {
        let next = held.withLock { held -> CheckedContinuation<Void, Never>? in
            guard var entry = held[repository] else { return nil }
            guard !entry.waiting.isEmpty else {
                held[repository] = nil
                return nil
            }
            let next = entry.waiting.removeFirst()
            held[repository] = entry
            return next
        }
        next?.resume()
    }
}
