import KubernetesAPI

/// In which state an object is, in one word; the conditions follow from it.
enum Situation: Hashable {
    case invalid(Findings)
    /// An object of the needed name belongs to somebody else.
    case foreign(kind: OwnedKind, name: String)
    case missing([Dependency])
    case disabled
    case suspended
    /// Too many failures in a row.
    case held(failures: Int64)
    case manualWaiting(for: String)
    case manualRunning(job: String)
    case manualFailed(String)
    case manualDone
    /// A manual trigger without a tag: nothing is asked for.
    case idle
    case scheduled(cronJob: String)
    /// A run is under way and cannot begin; of the schedule if there is a CronJob, else by hand.
    case blocked(BlockedRun, cronJob: String?)
    /// The API server does not take what is to be made.
    case refused(String)
    /// Stands back while something else runs by hand on the repository: another object, or a Job.
    case standingBack(beside: String)
}

/// A condition without what history adds to it (API conventions, "Typical status properties").
struct ConditionFacts: Hashable {
    let type: String
    let isTrue: Bool
    let reason: String
    let message: String
}

extension Situation {
    /// The three conditions of the reference, by the rules that `kubectl wait` and kstatus follow: Ready says whether the
    /// object is as its user wants it, Reconciling whether that is still under way, Error whether somebody must act.
    var conditions: [ConditionFacts] {
        let (ready, reconciling, error) = verdict
        return [
            ConditionFacts(type: "Ready", isTrue: ready, reason: reason, message: message),
            ConditionFacts(type: "Reconciling", isTrue: reconciling, reason: reason, message: message),
            ConditionFacts(
                type: "Error",
                isTrue: error,
                reason: error ? reason : "NoError",
                message: error ? message : ""
            ),
        ]
    }

    private var verdict: (ready: Bool, reconciling: Bool, error: Bool) {
        switch self {
        case .disabled, .suspended, .manualDone, .idle, .scheduled, .standingBack: (true, false, false)
        case .manualWaiting, .manualRunning: (false, true, false)
        // It begins by itself once what is in the way is gone.
        case .blocked(_, let cronJob): (false, cronJob == nil, true)
        case .invalid, .foreign, .missing, .held, .manualFailed, .refused: (false, false, true)
        }
    }

    /// One word for machines.
    var reason: String {
        switch self {
        case .invalid: "ValidationFailed"
        case .foreign: "NameTaken"
        case .missing(let names):
            switch names.first {
            case .claim: "ClaimNotFound"
            case .configMap: "ConfigMapNotFound"
            case .secret, nil: "SecretNotFound"
            }
        case .disabled: "MaintenanceDisabled"
        case .suspended: "MaintenanceSuspended"
        case .held: "ExcessiveFailures"
        case .manualWaiting: "ManualMaintenanceWaiting"
        case .manualRunning: "ManualMaintenanceRunning"
        case .manualFailed: "ManualMaintenanceFailed"
        case .manualDone: "ManualMaintenanceCompleted"
        case .idle: "AwaitingTrigger"
        case .scheduled: "MaintenanceActive"
        case .blocked: BlockedRun.word
        case .standingBack: "StandingBack"
        case .refused: "ApplyRefused"
        }
    }

    /// More mistakes than these are counted only: a condition is read in a terminal.
    private static let toldMistakes = 100

    /// A sentence for people.
    var message: String {
        switch self {
        case .invalid(let findings): findings.told(atMost: Self.toldMistakes).map(\.description).joined(separator: "; ")
        case .foreign(let kind, let name):
            "\(kind.rawValue) \(name) exists and belongs to somebody else: rename or delete it"
        case .missing(let names):
            "waiting for \(names.map(\.description).joined(separator: ", ")) in this namespace"
        case .disabled: "spec.enabled is false: no maintenance"
        case .suspended: "spec.suspend is true: no new runs"
        case .held(let failures):
            "held after \(failures) failures in a row: mend the cause, then set the annotation "
                + "\(APINames.resetFailuresAnnotation) to \"true\""
        case .manualWaiting(let reason): "the manual run waits: \(reason)"
        case .manualRunning(let job): "Job \(job) is under way"
        case .manualFailed(let note): note
        case .manualDone: "the manual run completed"
        case .idle: "spec.trigger.manual names no run"
        case .scheduled(let cronJob): "CronJob \(cronJob) runs maintenance"
        case .blocked(let run, _): run.message
        case .refused(let message): "the API server refuses \(message)"
        case .standingBack(let other): "the schedule stands back while \(other) runs by hand"
        }
    }
}
