import Foundation
import TestSupport
import Testing

/// The controller as a program, on a real control plane that all of these tests share; each has its namespace, and its
/// controllers look at that alone.
@Suite(
    .sharedControlPlane,
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(20))
)
struct ControllerTests {}

/// A control plane with the Job, CronJob and garbage collection controllers and the CRD, for the length of a suite.
struct SharedControlPlane: SuiteTrait, TestScoping {
    /// The control plane of the suite that runs, and the configuration of its controllers.
    @TaskLocal static var current: (cluster: ControlPlane, controllerKubeconfig: URL)?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard ControlPlane.assets != nil else { return try await function() }
        try await Self.run { cluster, kubeconfig in
            try await Self.$current.withValue((cluster, kubeconfig)) { try await function() }
        }
    }

    /// Runs a test with a control plane on which the definition and the controller's account and rights are installed.
    ///
    /// - Parameters:
    ///   - mayRefuse: true if a controller may be refused what it has a right to: an API server that starts does so until
    ///     it has read the roles.
    ///   - body: the test; gets the configuration of controllers too.
    /// - Throws: what the test throws, and that a controller was refused something.
    static func run(mayRefuse: Bool = false, _ body: (ControlPlane, URL) async throws -> Void) async throws {
        try await ControlPlane.run(withControllers: true) { cluster in
            try await Installation.applyPermissions(to: cluster)
            try await body(cluster, try await cluster.kubeconfig(ofAccount: "kopia-maintenance-controller"))
            let refusals = try AuditLog(of: cluster).refusals(of: Installation.controllerAccount)
            guard mayRefuse || refusals.isEmpty else {
                throw Command.Failure(description: "the installed rights are too few: \(refusals)")
            }
        }
    }
}

extension Trait where Self == SharedControlPlane {
    /// With a control plane that the tests of the suite share.
    static var sharedControlPlane: Self { Self() }
}
