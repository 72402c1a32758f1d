import Synchronization

/// Holds requests back to a number per second.
final class RateLimiter: Sendable {
    private let bucket: Mutex<TokenBucket>
    private let time: TimeSource

    /// A limiter of that limit.
    init(_ limit: ClientTuning.RateLimit, time: TimeSource) {
        let interval = limit.perSecond > 0 ? Duration.seconds(1 / limit.perSecond) : .seconds(1)
        bucket = Mutex(TokenBucket(capacity: limit.burst, interval: interval))
        self.time = time
    }

    /// Returns when the next request may be sent; requests come in turn.
    func acquire() async throws(KubernetesError) {
        let delay = bucket.withLock { $0.reserve(now: time.now()) }
        guard delay > .zero else { return }
        do {
            try await time.sleep(delay)
        } catch {
            bucket.withLock { $0.giveBack() }
            throw .cancelled
        }
    }
}
