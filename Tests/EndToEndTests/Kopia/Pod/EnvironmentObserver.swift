import Synchronization
import TestSupport

/// Looks at the environments of a pod's processes, which `/proc` shows to everybody of the same user.
final class EnvironmentObserver: Sendable {
    private let variables = Mutex<[String: Set<String>]>([:])

    /// The variables of every process that was seen, by the process's name.
    var seen: [String: Set<String>] { variables.withLock { $0 } }

    /// Looks again and again, until it is cancelled.
    func watch(_ processes: PodProcesses) async throws {
        while true {
            for number in processes.identifiers(.all) {
                let found = ProcessTable.variables(of: number).map { String(decoding: $0, as: UTF8.self) }
                // Afterwards: what has become another program in between has that one's name and a former environment.
                let name = ProcessTable.name(of: number)
                // It has ended since.
                guard !name.isEmpty else { continue }
                variables.withLock { $0[name, default: []].formUnion(found) }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
