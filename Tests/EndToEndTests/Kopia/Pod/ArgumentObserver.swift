import Synchronization
import TestSupport

/// Looks at the arguments of a pod's processes, as anybody on the node can.
final class ArgumentObserver: Sendable {
    private let lines = Mutex<Set<String>>([])

    /// Every line of arguments that was seen.
    var seen: Set<String> { lines.withLock { $0 } }

    /// Looks again and again, until it is cancelled.
    func watch(_ processes: PodProcesses) async throws {
        while true {
            let running = processes.identifiers(.all).map(ProcessTable.commandLine)
            lines.withLock { $0.formUnion(running) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
