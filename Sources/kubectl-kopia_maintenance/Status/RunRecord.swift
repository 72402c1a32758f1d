import KopiaMaintenance
import KubernetesAPI

/// A run that has ended, as far as its Job and its pods tell.
struct RunRecord: Hashable {
    let job: String
    /// In unix seconds.
    let endedAt: Int64?
    /// In seconds.
    let duration: Int64?
    let succeeded: Bool
    /// What started it.
    let cause: String
    /// Why it failed, or what did not go well; empty if all did.
    let reason: String

    /// The record of a Job that has ended; nil of one that has not.
    ///
    /// - Parameters:
    ///   - job: the Job.
    ///   - pods: pods, among them those that are left of it.
    init?(_ job: ObservedJob, pods: [JSONValue]) {
        let own = pods.filter { ObservedPod($0).jobUID == job.uid }
        switch job.phase {
        case .unfinished: return nil
        case .complete:
            succeeded = true
            let report = own.lazy.compactMap(Self.report).first
            reason = report?.quickStatus == .failure ? "quick maintenance failed, which alone fails no run" : ""
        case .failed(_, let word, let message):
            succeeded = false
            reason = (RunReport(pods: own)?.failureReason ?? Self.words(word, message)).oneLine
        }
        self.job = job.name
        endedAt = job.finishedAt
        duration = job.duration
        cause = job.isManual ? "manual" : job.isByHand ? "by hand" : "schedule"
    }

    private static func words(_ word: String, _ message: String) -> String {
        message.isEmpty ? word : "\(word): \(message)"
    }

    /// What a pod's run said of itself.
    private static func report(of pod: JSONValue) -> MaintenanceReport? {
        let containers = pod["status"]?["containerStatuses"]?.array ?? []
        let run = containers.first { $0["name"]?.string == PodTemplate.containerName }
        return run?["state"]?["terminated"]?["message"]?.string.flatMap { MaintenanceReport($0) }
    }
}
