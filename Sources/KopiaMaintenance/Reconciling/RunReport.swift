package import KubernetesAPI

/// Why a run failed, as far as it said so itself, or the kubelet of its pods.
package struct RunReport: Hashable, Sendable {
    /// Why the run failed: a word for programs, a colon and a sentence, or a sentence alone.
    package let failureReason: String?

    /// The last lines of its log, for people; never more than fits an event.
    package let tail: String

    package init(failureReason: String?, tail: String) {
        self.failureReason = failureReason
        self.tail = tail
    }
}

// MARK: - By the pods that are left

extension RunReport {
    /// How much of the last words goes to people; an event's note holds 1,024 bytes (events.k8s.io/v1).
    private static let tailLimit = 600

    /// What the pods of a failed run tell, the newest first that knows a reason; nil if none has anything to say.
    package init?(pods: [JSONValue]) {
        let newestFirst = pods.map(ObservedPod.init).sorted {
            ($0.createdAt ?? 0, $0.name) > ($1.createdAt ?? 0, $1.name)
        }
        let reports = newestFirst.map(RunReport.init(pod:))
        let told = reports.first { $0.failureReason != nil } ?? reports.first { !$0.tail.isEmpty }
        guard let told else { return nil }
        self = told
    }

    private init(pod: ObservedPod) {
        let end = PodEnd(pod)
        self.init(failureReason: end.reason, tail: String(end.lastWords.suffix(Self.tailLimit)))
    }
}
