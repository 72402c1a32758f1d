import KopiaMaintenance
import KubernetesAPI

/// How far a run is that somebody waits for.
enum RunStage: Hashable {
    /// Nobody has made a Job of it.
    case requested
    /// Its Job waits; behind which other, where that can be seen.
    case waiting(behind: String?)
    /// Its Job has been let go, and its pod is on its way.
    case starting(String)
    /// It is at work in that pod, since then (unix seconds).
    case running(pod: String, since: Int64?)
    /// It is over, after so many seconds.
    case ended(succeeded: Bool, reason: String, duration: Int64?)
    /// Its Job was there and is gone, and nobody says how it ended.
    case vanished

    /// The stage of a run.
    ///
    /// - Parameters:
    ///   - view: what is known of it.
    ///   - wasSeen: true if its Job has been seen before.
    init(_ view: RunView, wasSeen: Bool) {
        guard let job = view.job else {
            switch view.outcome {
            case .succeeded: self = .ended(succeeded: true, reason: "", duration: nil)
            case .failed: self = .ended(succeeded: false, reason: view.message, duration: nil)
            case .open: self = wasSeen ? .vanished : .requested
            }
            return
        }
        if let record = RunRecord(job, pods: view.pods) {
            self = .ended(succeeded: record.succeeded, reason: record.reason, duration: record.duration)
        } else if job.isSuspended {
            self = .waiting(behind: view.runningBefore)
        } else {
            self.init(job, view.pod)
        }
    }

    private init(_ job: ObservedJob, _ pod: ObservedPod?) {
        guard let pod else {
            self = .starting("Job \(job.name) makes its pod")
            return
        }
        self =
            RunProgress.hasBegun(pod)
            ? .running(pod: pod.name, since: job.startedAt) : .starting(RunProgress.sentence(about: pod))
    }

    /// The stage in words.
    func sentence(now: Int64) -> String {
        switch self {
        case .requested: "asked for; the controller makes a Job of it"
        case .waiting(let other): other.map { "waits for its turn behind Job \($0)" } ?? "waits for its turn"
        case .starting(let sentence): sentence
        case .running(let pod, let since): "pod \(pod) at work" + (since.map { " for \(Age.text(now - $0))" } ?? "")
        case .ended(true, _, let seconds): "succeeded" + (seconds.map { " after \(Age.text($0))" } ?? "")
        case .ended(false, let reason, let seconds):
            "failed" + (seconds.map { " after \(Age.text($0))" } ?? "") + (reason.isEmpty ? "" : ": \(reason)")
        case .vanished: "dropped: its Job is gone, another tag or the deletion of the Job took its place"
        }
    }

    /// The stage without what changes by itself as time passes.
    var substance: RunStage {
        if case .running(let pod, _) = self { .running(pod: pod, since: nil) } else { self }
    }
}

/// What is known of a run, as it was read at one moment.
struct RunView {
    /// What the status says of its tag.
    let outcome: TriggerRequest.Outcome
    /// What the controller says of the object.
    let message: String
    /// Its Job; nil while there is none.
    let job: ObservedJob?
    /// The pods of its Job.
    let pods: [JSONValue]
    /// The Job that is at work on the same repository.
    let runningBefore: String?

    /// The newest pod.
    var pod: ObservedPod? {
        pods.map(ObservedPod.init).max { ($0.createdAt ?? 0, $0.name) < ($1.createdAt ?? 0, $1.name) }
    }
}
