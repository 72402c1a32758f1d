/// Returns when the condition holds.
///
/// Looks again and again, and leaves the processor to others meanwhile: for what says nothing when it changes.
///
/// - Parameters:
///   - limit: how long to wait at most; longer than it ever takes, on two busy cores as well.
///   - condition: what to wait for.
/// - Throws: ``NeverHappened``, so that a test fails where it would wait for ever; `CancellationError`.
package func eventually(
    within limit: Duration = .seconds(180),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(limit: limit) }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// What was waited for has not come about.
package struct NeverHappened: Error, CustomStringConvertible {
    /// How long it was waited for.
    package let limit: Duration

    package var description: String { "what the test waits for has not happened within \(limit)" }
}
