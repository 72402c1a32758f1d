/// When a request that failed is sent again, and after which delay.
///
/// Pure: the classification of the failure comes from ``KubernetesError/disposition``, chance from the caller.
package struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent at most.
    package var maximumAttempts: Int
    /// The delays where the server names none.
    package var backoff: Backoff
    /// The longest that a server may ask a sleeping request to stay away; beyond it whoever asked hears of it.
    ///
    /// API priority and fairness asks for at most 32 seconds (`k8s.io/apiserver`, priority-and-fairness filter).
    package var longestWait: Duration

    /// A policy of these numbers.
    package init(
        maximumAttempts: Int = 5,
        backoff: Backoff = .request,
        longestWait: Duration = .seconds(32)
    ) {
        self.maximumAttempts = maximumAttempts
        self.backoff = backoff
        self.longestWait = longestWait
    }

    /// One attempt, no more.
    package static let never = RetryPolicy(maximumAttempts: 1)

    /// What to do after a failure.
    package enum Decision: Hashable, Sendable {
        /// Tell whoever asked.
        case giveUp
        /// Send it again after the delay.
        case retry(after: Duration)
        /// Get a fresh credential, then send it again at once.
        case refreshCredential
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - error: the failure.
    ///   - verb: what was asked for.
    ///   - attempt: how often the request has been sent, from 1.
    ///   - credentialIsFresh: true if the credential has been refreshed for this request already.
    ///   - random: a number of 0 ..< 1.
    /// - Returns: the decision.
    package func decide(
        after error: KubernetesError,
        verb: APIRequest.Verb,
        attempt: Int,
        credentialIsFresh: Bool,
        random: Double
    ) -> Decision {
        switch error.disposition {
        case .unauthorized: return credentialIsFresh ? .giveUp : .refreshCredential
        case .retry(let floor):
            guard attempt < maximumAttempts, error.mayBeSentAgain(verb) else { return .giveUp }
            guard floor <= longestWait else { return .giveUp }
            let spread = floor * (1 + backoff.jitter * random)
            return .retry(after: max(spread, backoff.delay(afterFailures: attempt, random: random)))
        default: return .giveUp
        }
    }
}

extension KubernetesError {
    /// True if repeating the request cannot do its work twice, or if it was certainly not done.
    fileprivate func mayBeSentAgain(_ verb: APIRequest.Verb) -> Bool {
        switch self {
        // The server turned the request away before it looked at it.
        case .status(let status) where status.code == 429: true
        case .status, .unreadableAnswer: verb.isIdempotent
        case .transport(let failure): failure.neverSent || verb.isIdempotent
        case .credentials, .notLeading, .cancelled: false
        }
    }
}
