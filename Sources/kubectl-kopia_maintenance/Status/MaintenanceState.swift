import KopiaMaintenance
import KubernetesAPI

/// How an object is, in a word that a person would use.
struct MaintenanceState: Hashable {
    let word: String
    let style: TextStyle

    private init(_ word: String, _ style: TextStyle) {
        self.word = word
        self.style = style
    }

    /// The state of an object.
    ///
    /// - Parameters:
    ///   - object: the object, with what the controller says of it.
    ///   - jobs: its Jobs, as far as they may be seen.
    init(of object: KopiaMaintenance, jobs: [ObservedJob]) {
        let status = MaintenanceStatus(of: object)
        guard !object.metadata.isBeingDeleted else {
            self.init("deleting", .notice)
            return
        }
        let isSeen = status.observedGeneration == nil || status.observedGeneration == object.metadata.generation
        guard let reason = status.condition("Ready")?["reason"]?.string, isSeen else {
            // The controller writes conditions with its first look, and the generation with each.
            self.init("pending", .notice)
            return
        }
        self = Self.byReason(reason, failures: status.maintenanceFailures).with(jobs, reason: reason)
    }

    /// In which reasons of Ready a Job that is under way says more than the reason.
    private static let working: Set<String> = [
        "MaintenanceActive", "StandingBack", "ManualMaintenanceWaiting", "ManualMaintenanceRunning",
        "ManualMaintenanceCompleted",
    ]

    private func with(_ jobs: [ObservedJob], reason: String) -> MaintenanceState {
        guard Self.working.contains(reason) else { return self }
        let unfinished = jobs.filter { $0.isUnfinished && !$0.metadata.isBeingDeleted }
        if unfinished.contains(where: \.mayRun) { return MaintenanceState("running", .busy) }
        return unfinished.isEmpty ? self : MaintenanceState("waiting", .busy)
    }

    /// A state for each reason of the condition Ready (docs/reference.md).
    private static func byReason(_ reason: String, failures: Int64) -> MaintenanceState {
        switch reason {
        case "MaintenanceActive":
            failures > 0
                ? MaintenanceState("failing \(failures)/\(Planner.failureLimit)", .notice)
                : MaintenanceState("healthy", .good)
        case "ManualMaintenanceCompleted": MaintenanceState("done", .good)
        case "ManualMaintenanceRunning": MaintenanceState("running", .busy)
        case "ManualMaintenanceWaiting", "StandingBack": MaintenanceState("waiting", .busy)
        case "AwaitingTrigger": MaintenanceState("idle", .plain)
        case "MaintenanceSuspended": MaintenanceState("suspended", .notice)
        case "MaintenanceDisabled": MaintenanceState("disabled", .notice)
        case "ExcessiveFailures": MaintenanceState("held", .bad)
        case "ManualMaintenanceFailed": MaintenanceState("failed", .bad)
        case "RunCannotStart": MaintenanceState("stuck", .bad)
        case "ValidationFailed": MaintenanceState("invalid", .bad)
        case "SecretNotFound": MaintenanceState("missing secret", .bad)
        case "ConfigMapNotFound": MaintenanceState("missing configmap", .bad)
        case "ClaimNotFound": MaintenanceState("missing claim", .bad)
        case "NameTaken": MaintenanceState("name taken", .bad)
        case "ApplyRefused": MaintenanceState("refused", .bad)
        // Of a later controller.
        default: MaintenanceState(reason.oneLine, .notice)
        }
    }
}
