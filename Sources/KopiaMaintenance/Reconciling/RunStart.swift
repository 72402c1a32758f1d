package import KubernetesAPI

/// What is known of the start of a run that is under way.
package struct RunStart: Hashable, Sendable {
    /// The pods of the Job that have not begun.
    package var pods: [ObservedPod]

    /// What events say is in the way, where somebody read them.
    package var complaint: StartObstacle?

    /// What is known; nothing by default.
    package init(pods: [ObservedPod] = [], complaint: StartObstacle? = nil) {
        self.pods = pods
        self.complaint = complaint
    }
}

/// What keeps a run from beginning, in the words of the kubelet, the scheduler or the API server.
package struct StartObstacle: Hashable, Sendable {
    /// A word for programs, such as `ImagePullBackOff`, a colon and a sentence.
    package let reason: String

    /// An obstacle as it was told before.
    package init(told reason: String) { self.reason = reason }

    /// An obstacle of that word.
    init(_ word: String, _ message: String?) { reason = Words.reason(word, message) }
}

// MARK: - By events

extension StartObstacle {
    /// What is in the way of a pod, by the events about it; nil if its last news was good.
    ///
    /// The one way to learn of a volume that cannot be mounted: the pod says only `ContainerCreating`.
    package init?(podEvents events: [JSONValue]) {
        let told = events.filter { Self.isBad($0) || Self.progress.contains($0["reason"]?.string ?? "") }
        guard let last = Self.last(told), Self.isBad(last) else { return nil }
        self.init(event: last)
    }

    /// What the scheduler, the attach-detach controller and the kubelet say of a pod on its way (pkg/kubelet/events).
    private static let progress = ["Scheduled", "SuccessfulAttachVolume", "Pulling", "Pulled", "Created", "Started"]

    /// True for their bad news, such as `FailedMount`; policies warn of pods that begin all the same.
    private static func isBad(_ event: JSONValue) -> Bool {
        guard event["type"] == "Warning", let reason = event["reason"]?.string else { return false }
        return reason.hasPrefix("Failed") || reason == "NetworkNotReady"
    }

    /// Why a Job has no pod, by the events about it; nil if the last one could be made.
    ///
    /// Pod Security, a quota or a webhook refuses pods to the Job controller, which tells nobody but the events.
    package init?(jobEvents events: [JSONValue]) {
        let refused = "FailedCreate"
        let creations = events.filter { [refused, "SuccessfulCreate"].contains($0["reason"]?.string) }
        guard let last = Self.last(creations), last["reason"]?.string == refused else { return nil }
        self.init(event: last)
    }

    private init(event: JSONValue) { self.init(event["reason"]?.string ?? "", event["note"]?.string) }

    /// The last event; of several in one second a warning.
    private static func last(_ events: [JSONValue]) -> JSONValue? {
        events.max { rank($0) < rank($1) }
    }

    private static func rank(_ event: JSONValue) -> (Int64, Int) {
        // Of the old API (kubelet, Job controller), of the new one (scheduler), of either when it is first told.
        let times = [
            event["series"]?["lastObservedTime"], event["deprecatedLastTimestamp"], event["eventTime"],
            event["metadata"]?["creationTimestamp"],
        ]
        let time = times.lazy.compactMap { $0?.string }.first
        return (time.flatMap { Timestamp.unixSeconds(parsing: $0) } ?? 0, event["type"] == "Warning" ? 1 : 0)
    }
}
