/// Where waiting and measuring take their time from; tests put a clock of their own in its place.
package struct TimeSource: Sendable {
    /// The time since a fixed, unknown origin; never goes back and counts while the machine sleeps.
    package let now: @Sendable () -> Duration
    /// The time of the calendar; may jump, so nothing is measured by it.
    package let wallTime: @Sendable () -> WallTime
    /// Waits that long, or throws as soon as the task is cancelled.
    package let sleep: @Sendable (Duration) async throws(CancellationError) -> Void

    /// A source of these functions.
    package init(
        now: @escaping @Sendable () -> Duration,
        wallTime: @escaping @Sendable () -> WallTime,
        sleep: @escaping @Sendable (Duration) async throws(CancellationError) -> Void
    ) {
        self.now = now
        self.wallTime = wallTime
        self.sleep = sleep
    }

    /// The machine's clock.
    package static let system: TimeSource = {
        let origin = ContinuousClock.now
        return TimeSource(
            now: { origin.duration(to: .now) },
            wallTime: { WallTime.now },
            sleep: { (duration) async throws(CancellationError) in
                do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
            }
        )
    }()
}
