import Logging
import Synchronization

/// Logs what the API server warns of, every text once.
final class WarningLog: Sendable {
    /// So many different texts are told apart; beyond it they are forgotten and may repeat.
    private static let memory = 256

    private let seen = Mutex<Set<String>>([])
    private let logger: Logger

    /// A log that writes to that logger.
    init(_ logger: Logger) { self.logger = logger }

    /// Logs the texts that are new.
    func log(_ warnings: [String], of request: APIRequest) {
        for text in warnings where isNew(text) {
            logger.warning(
                "the API server warns",
                metadata: ["warning": "\(text)", "verb": "\(request.verb)", "path": "\(request.path)"]
            )
        }
    }

    private func isNew(_ text: String) -> Bool {
        seen.withLock { seen in
            if seen.count >= Self.memory { seen.removeAll() }
            return seen.insert(text).inserted
        }
    }
}
