import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Synchronization

/// A change that the API server, a policy or a quota does not allow as it is.
struct Refusal {
    let action: Action
    let error: KubernetesError
    /// Why, in the API server's words.
    let message: String

    /// A condition's message holds 32,768 characters, an event's note 1,024 bytes; the reason comes first.
    private static let longestMessage = 600

    /// The refusal that a failure is; nil for one that passes, or that is about the controller's own rights.
    init?(of action: Action, _ error: KubernetesError) {
        guard action.makesSomething, case .status(let status) = error else { return nil }
        switch error.disposition {
        case .terminal: break
        // RBAC says `User "x" cannot patch`; what else is forbidden is so by quota or policy.
        case .forbidden where !status.message.contains(" cannot "): break
        default: return nil
        }
        self.action = action
        self.error = error
        message = String(status.message.prefix(Self.longestMessage))
    }
}

extension Action {
    fileprivate var makesSomething: Bool {
        switch self {
        case .apply, .grow: true
        default: false
        }
    }
}

/// Claims that were not allowed to grow, so that they are not asked again at every look.
///
/// Asked again when the claim is bound or the object edited, and by another process.
final class RefusedGrowths: Sendable {
    private let messages = Mutex<[String: String]>([:])

    /// Remembers a refusal.
    func note(_ message: String, for observation: Observation) {
        guard let name = Self.name(observation) else { return }
        messages.withLock { $0[name] = message }
    }

    /// Why the claim may not grow, as far as is known.
    func refusal(for observation: Observation) -> String? {
        Self.name(observation).flatMap { name in messages.withLock { $0[name] } }
    }

    /// The claim in a state, and a wish, for which the answer will be the same.
    private static func name(_ observation: Observation) -> String? {
        guard let claim = observation.cacheClaim, let uid = claim["metadata"]?["uid"]?.string else { return nil }
        return "\(uid) \(claim["status"]?["phase"]?.string ?? "") \(observation.object.metadata.generation ?? 0)"
    }
}
