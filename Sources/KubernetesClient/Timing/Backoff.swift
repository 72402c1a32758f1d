/// Delays that grow with every failure in a row, up to a limit, with jitter so that many clients spread.
package struct Backoff: Hashable, Sendable {
    /// The delay after the first failure, before jitter.
    package let initial: Duration
    /// By how much each further failure multiplies it.
    package let factor: Double
    /// The longest delay before jitter.
    package let maximum: Duration
    /// A delay d becomes one between d and d·(1 + jitter).
    package let jitter: Double

    /// A backoff of these numbers.
    package init(initial: Duration, factor: Double = 2, maximum: Duration, jitter: Double) {
        self.initial = initial
        self.factor = factor
        self.maximum = maximum
        self.jitter = jitter
    }

    /// How long to wait after the given number of failures in a row.
    ///
    /// - Parameters:
    ///   - failures: 1 after the first; anything below counts as 1.
    ///   - random: a number of 0 ..< 1.
    /// - Returns: the delay, jitter included.
    package func delay(afterFailures failures: Int, random: Double) -> Duration {
        var delay = initial
        for _ in 1..<max(failures, 1) {
            guard delay < maximum else { break }
            delay = delay * factor
        }
        return min(delay, maximum) * (1 + jitter * random)
    }
}

extension Backoff {
    /// Between attempts to list or watch: what client-go's reflector uses, so that a fleet of controllers behaves alike.
    package static let reflector = Backoff(initial: .milliseconds(800), maximum: .seconds(30), jitter: 1)

    /// Between attempts to reconcile one object (controller-facts, table row 29).
    package static let reconcile = Backoff(initial: .milliseconds(250), maximum: .seconds(300), jitter: 0.5)

    /// Between attempts to send one request.
    package static let request = Backoff(initial: .milliseconds(100), maximum: .seconds(8), jitter: 0.5)
}
