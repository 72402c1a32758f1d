package import KubernetesAPI

/// A Job as it was seen: how far it is, judged by its conditions alone.
///
/// Pod counts say nothing about a Job: its first pod may fail and its second succeed (`batchv1.JobStatus.conditions`).
package struct ObservedJob: Hashable, Sendable {
    /// The whole Job.
    package let json: JSONValue

    /// Why the run failed, where somebody asked.
    package var report: RunReport?

    /// What is known of the run's start.
    package var start = RunStart()

    /// A view on that Job.
    package init(_ json: JSONValue, report: RunReport? = nil) {
        self.json = json
        self.report = report
    }

    package var metadata: ObjectMetadata { ObjectMetadata(json["metadata"]) }
    package var name: String { metadata.name ?? "" }
    package var uid: String { metadata.uid ?? "" }

    /// True for the Job of a manual run.
    package var isManual: Bool { metadata.label(ManagedLabels.maintenanceType) == ManagedLabels.manual }

    /// True if a person started the run: by a tag, or by a Job made from the CronJob's template.
    package var isByHand: Bool { isManual || metadata.annotation(Self.instantiationAnnotation) == "manual" }

    /// On a Job that `kubectl create job --from` made (`createJobFromCronJob`, k8s.io/kubectl/pkg/cmd/create).
    private static let instantiationAnnotation = "cronjob.kubernetes.io/instantiate"

    /// True while the Job waits to be released: it has no pods and its deadline does not run.
    package var isSuspended: Bool { json["spec"]?["suspend"]?.bool == true }

    /// How a Job ended, or that it has not.
    package enum Phase: Hashable, Sendable {
        case unfinished
        /// Ended well, at that time (unix seconds).
        case complete(at: Int64)
        /// Ended badly, at that time, for that reason.
        case failed(at: Int64, reason: String, message: String)
    }

    /// How far the Job is.
    ///
    /// A failed Job has no completion time, so both ends are dated by their condition.
    package var phase: Phase {
        for condition in json["status"]?["conditions"]?.array ?? [] where condition["status"] == "True" {
            let time = condition["lastTransitionTime"]?.string.flatMap { Timestamp.unixSeconds(parsing: $0) } ?? 0
            switch condition["type"]?.string {
            case "Complete": return .complete(at: completionTime ?? time)
            case "Failed":
                return .failed(
                    at: time,
                    reason: condition["reason"]?.string ?? "Failed",
                    message: condition["message"]?.string ?? ""
                )
            default: continue
            }
        }
        return .unfinished
    }

    private var completionTime: Int64? {
        json["status"]?["completionTime"]?.string.flatMap { Timestamp.unixSeconds(parsing: $0) }
    }

    /// True if the Job has not ended, suspended or not.
    package var isUnfinished: Bool { phase == .unfinished }

    /// True if pods of the Job may be at work: it has been let go and has not ended.
    package var mayRun: Bool { isUnfinished && !isSuspended }

    /// True if the Job has ended badly.
    var hasFailed: Bool { if case .failed = phase { true } else { false } }

    /// True while a pod of the Job is at work: all of its containers have begun.
    var isReady: Bool { (json["status"]?["ready"]?.int64 ?? 0) > 0 }

    /// When the Job ended, in unix seconds.
    package var finishedAt: Int64? {
        switch phase {
        case .unfinished: nil
        case .complete(let time), .failed(let time, _, _): time
        }
    }

    /// How long the run took, in seconds.
    package var duration: Int64? {
        guard let finishedAt, let startedAt else { return nil }
        return max(0, finishedAt - startedAt)
    }

    /// When the Job controller began with the Job, in unix seconds.
    package var startedAt: Int64? {
        json["status"]?["startTime"]?.string.flatMap { Timestamp.unixSeconds(parsing: $0) }
    }
}

extension ObservedJob {
    /// True if the Job ended before that one; of two that ended in one second the one that was made first did.
    package func isBefore(_ other: ObservedJob) -> Bool {
        func rank(_ job: ObservedJob) -> (Int64, String, String) {
            (job.finishedAt ?? 0, job.metadata.creationTimestamp ?? "", job.uid)
        }
        return rank(self) < rank(other)
    }

    /// True if the object of that UID made the Job.
    func isControlled(by uid: String) -> Bool {
        json["metadata"]?["ownerReferences"]?.array?.contains { $0["uid"]?.string == uid } ?? false
    }
}
