/// Does something, for so long at most.
///
/// - Parameters:
///   - limit: how long.
///   - failure: what to throw when the time is over.
///   - body: what to do; it must end soon after its task is cancelled.
/// - Throws: the failure, or what the body throws.
func withTimeLimit(
    _ limit: Duration,
    otherwise failure: CommandFailure,
    _ body: @escaping @Sendable () async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        group.addTask {
            try await body()
            return true
        }
        group.addTask {
            try await Task.sleep(for: limit)
            return false
        }
        let isInTime = try await group.next() ?? true
        group.cancelAll()
        guard isInTime else { throw failure }
    }
}
