import Testing

/// Gives a suite one cluster that all of its tests ask.
struct OracleTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await OracleCluster.run { cluster in
            try await OracleCluster.$shared.withValue(cluster) { try await function() }
        }
    }
}

extension Trait where Self == OracleTrait {
    /// One cluster for the whole suite.
    static var oracle: Self { OracleTrait() }
}

extension OracleCluster {
    /// The cluster of the suite that runs; nil outside of one.
    @TaskLocal static var shared: OracleCluster?
}
