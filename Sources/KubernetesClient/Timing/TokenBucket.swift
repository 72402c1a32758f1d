/// A limit of events per time that allows bursts.
///
/// Holds up to `capacity` tokens and gains one every `interval`. It only counts: whoever asks waits, drops or refuses.
package struct TokenBucket: Hashable, Sendable {
    /// How many events may follow each other at once.
    package let capacity: Int
    /// How long one token takes to come back.
    package let interval: Duration
    /// The moment at which the bucket is, or was, full.
    private var fullAt: Duration

    /// A full bucket.
    package init(capacity: Int, interval: Duration) {
        self.capacity = max(capacity, 1)
        self.interval = max(interval, .zero)
        fullAt = .zero
    }

    /// Takes a token if there is one.
    package mutating func take(now: Duration) -> Bool {
        guard delay(now: now) == .zero else { return false }
        _ = reserve(now: now)
        return true
    }

    /// Takes a token, now or in advance, and tells after which delay it may be used.
    package mutating func reserve(now: Duration) -> Duration {
        let delay = delay(now: now)
        fullAt = max(fullAt, now) + interval
        return delay
    }

    /// Gives back a token that was reserved and not used.
    package mutating func giveBack() { fullAt -= interval }

    /// How long the next event would have to wait.
    package func delay(now: Duration) -> Duration {
        // With all tokens there, fullAt is past; each token that is missing moves it one interval into the future.
        max(fullAt - now - interval * (capacity - 1), .zero)
    }
}
