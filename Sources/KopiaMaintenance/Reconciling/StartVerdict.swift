import KubernetesAPI

/// How the start of a run is going.
package enum StartVerdict: Hashable, Sendable {
    /// It has begun, waits its turn or has ended: nothing to say.
    case fine
    /// It has not begun, and may yet, without anybody's doing.
    case early(until: Int64)
    /// It should have begun by then. What it says of itself does not tell why; events about that object may.
    case unexplained(Subject, since: Int64)
    /// It cannot begin.
    case blocked(StartObstacle)

    /// What events may be about.
    package enum Subject: Hashable, Sendable {
        case job(uid: String)
        case pod(uid: String)
    }
}

extension StartVerdict {
    /// How long the kubelet and the Job controller may try before their trouble is told: a registry or an informer that
    /// was not there for a moment takes ten seconds, the kubelet's first delay, or twenty.
    package static let patience: Int64 = 30

    /// How long a pod may wait for a node: as long as a cloud takes to make one.
    package static let schedulingPatience: Int64 = 120

    /// Judges the start of a Job's run.
    ///
    /// - Parameters:
    ///   - job: the Job, with its pods that have not begun.
    ///   - now: unix seconds.
    package init(_ job: ObservedJob, now: Int64) {
        guard job.mayRun, !job.isEnding else {
            self = .fine
            return
        }
        let pods = job.start.pods.filter { !$0.metadata.isBeingDeleted }
        if let pod = pods.max(by: { ($0.createdAt ?? 0, $0.name) < ($1.createdAt ?? 0, $1.name) }) {
            self.init(pod, of: job, now: now)
        } else {
            self.init(withoutPod: job, now: now)
        }
    }

    /// A Job whose pod has begun counts it as active; one without may be kept from making any.
    private init(withoutPod job: ObservedJob, now: Int64) {
        guard let since = job.startedAt, !job.hasPods else {
            self = .fine
            return
        }
        self.init(.job(uid: job.uid), job.start.complaint, since: since, now: now)
    }

    private init(_ pod: ObservedPod, of job: ObservedJob, now: Int64) {
        let made = pod.createdAt ?? now
        let scheduling = pod.condition("PodScheduled")
        let turned = scheduling?["lastTransitionTime"]?.string.flatMap { Timestamp.unixSeconds(parsing: $0) }
        let since = max(made, turned ?? made)
        if let scheduling, scheduling["status"] == "False" {
            let obstacle = StartObstacle(
                scheduling["reason"]?.nonEmptyString ?? "Unschedulable",
                scheduling["message"]?.string
            )
            self.init(obstacle, at: since + Self.schedulingPatience, now: now)
        } else if let obstacle = pod.containers.lazy.compactMap(\.obstacle).first {
            self.init(obstacle, at: since + Self.patience, now: now)
        } else if let slow = pod.initialAtWork, let begun = slow.runningSince {
            guard let deadline = job.deadline else {
                self = .fine
                return
            }
            let obstacle = StartObstacle("PodInitializing", "the run waits for container \(slow.name) to end")
            self.init(obstacle, at: begun + deadline / 2, now: now)
        } else {
            self.init(.pod(uid: pod.uid), job.start.complaint, since: since, now: now)
        }
    }

    private init(_ obstacle: StartObstacle, at time: Int64, now: Int64) {
        self = now < time ? .early(until: time) : .blocked(obstacle)
    }

    private init(_ subject: Subject, _ complaint: StartObstacle?, since: Int64, now: Int64) {
        guard now >= since + Self.patience else {
            self = .early(until: since + Self.patience)
            return
        }
        self = complaint.map(Self.blocked) ?? .unexplained(subject, since: since)
    }
}

// MARK: - Looking again

extension StartVerdict {
    /// When to look again though nothing changes; nil where whatever changes is watched.
    ///
    /// Events are not watched: they are read at twice the age of the last look, so that hours take a handful of looks.
    package func nextLook(after now: Int64) -> Int64? {
        switch self {
        case .fine, .blocked: nil
        case .early(let time): time
        case .unexplained(_, let since): now + max(now - since, Self.patience)
        }
    }
}

extension PodContainer {
    /// The trouble for which the container waits: every reason but those of a start that goes as it should
    /// (pkg/kubelet/kubelet_pods.go, `ContainerCreating` and `PodInitializing`).
    fileprivate var obstacle: StartObstacle? {
        guard let waiting, let reason = waiting["reason"]?.nonEmptyString,
            !["ContainerCreating", "PodInitializing"].contains(reason)
        else { return nil }
        let message = waiting["message"]?.string ?? ""
        return StartObstacle(reason, isMaintenance ? message : "container \(name): \(message)")
    }
}

extension ObservedPod {
    /// A container that is at work before the others may be.
    ///
    /// That is no trouble in itself, since policies add such containers to spread runs over an hour; it is when half of
    /// the Job's time is gone.
    fileprivate var initialAtWork: PodContainer? {
        containers.first { $0.isInitial && $0.runningSince != nil && !isSidecar($0) }
    }
}

extension ObservedJob {
    /// True once the Job controller takes its pods away (`FailureTarget`, `SuccessCriteriaMet`).
    fileprivate var isEnding: Bool {
        json["status"]?["conditions"]?.array?.contains {
            $0["status"] == "True" && ["FailureTarget", "SuccessCriteriaMet"].contains($0["type"]?.string)
        } ?? false
    }

    /// True while the Job counts pods that have not ended.
    fileprivate var hasPods: Bool {
        ["active", "terminating"].contains { (json["status"]?[$0]?.int64 ?? 0) > 0 }
    }

    /// How long the Job may take, in seconds.
    fileprivate var deadline: Int64? { json["spec"]?["activeDeadlineSeconds"]?.int64 }
}
