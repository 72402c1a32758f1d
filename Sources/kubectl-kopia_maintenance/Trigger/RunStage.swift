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
    /// Nobody asks for it any more, and nobody says how it ended.
    case dropped

    /// The stage of a run of which that is known.
    init(_ view: RunView) {
        guard let job = view.job else {
            switch view.outcome {
            case .succeeded: self = .ended(succeeded: true, reason: "", duration: nil)
            case .failed: self = .ended(succeeded: false, reason: view.message, duration: nil)
            case .open: self = view.isAsked ? .requested : .dropped
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
        case .running(let pod, _): "pod \(pod) \(brief(now: now))"
        case .ended(true, _, let seconds): "succeeded" + (seconds.map { " after \(Age.text($0))" } ?? "")
        case .ended(false, let reason, let seconds):
            "failed" + (seconds.map { " after \(Age.text($0))" } ?? "") + (reason.isEmpty ? "" : ": \(reason)")
        case .dropped: "dropped: the tag was taken back, or another took its place"
        }
    }

    /// The same without the name of the pod.
    func brief(now: Int64) -> String {
        guard case .running(_, let since) = self else { return sentence(now: now) }
        return "at work" + (since.map { " for \(Age.text(now - $0))" } ?? "")
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
    /// True while its tag is the one that is asked for.
    let isAsked: Bool
    /// What the controller says of the object.
    let message: String
    /// Its Job; nil while there is none.
    private(set) var job: ObservedJob?
    /// The pods of its Job.
    private(set) var pods: [JSONValue]
    /// The Job that is at work on the same repository.
    let runningBefore: String?

    /// The newest pod.
    var pod: ObservedPod? { pods.map(ObservedPod.init).newest }

    /// The UID of a Job that had ended before this run was asked for: the tag had a run once, and the controller removes
    /// that Job before it makes another.
    var earlierJob: String? { outcome == .open && job?.isUnfinished == false ? job?.uid : nil }

    /// The same without that Job.
    func without(_ earlier: String?) -> RunView {
        guard let earlier, job?.uid == earlier else { return self }
        var view = self
        (view.job, view.pods) = (nil, [])
        return view
    }
}

extension Sequence<ObservedPod> {
    /// The pod that was made last.
    var newest: ObservedPod? { self.max { ($0.createdAt ?? 0, $0.name) < ($1.createdAt ?? 0, $1.name) } }
}
