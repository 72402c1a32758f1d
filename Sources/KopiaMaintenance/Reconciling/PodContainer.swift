import KubernetesAPI

/// A container of a pod, by what the kubelet says of it (`v1.ContainerStatus`).
struct PodContainer: Hashable {
    private let status: JSONValue

    /// True if it begins, and unless it is a sidecar ends, before the others.
    let isInitial: Bool

    init(_ status: JSONValue, isInitial: Bool) {
        self.status = status
        self.isInitial = isInitial
    }

    var name: String { status["name"]?.string ?? "" }

    /// True for the one that this controller, or the Go controller, made for maintenance.
    var isMaintenance: Bool { !isInitial && name == PodTemplate.containerName }

    /// What it waits for, where the kubelet says that it waits.
    var waiting: JSONValue? { status["state"]?["waiting"] }

    /// When it began, if it is at work.
    var runningSince: Int64? {
        status["state"]?["running"]?["startedAt"]?.string.flatMap { Timestamp.unixSeconds(parsing: $0) }
    }

    /// How it ended, or how its last attempt did.
    private var terminated: JSONValue? { status["state"]?["terminated"] ?? status["lastState"]?["terminated"] }

    var exitCode: Int64? { terminated?["exitCode"]?.int64 }

    /// The kubelet's word for the end.
    var endReason: String { terminated?["reason"]?.string ?? "" }

    /// What the container left as its last words, or the end of its log.
    var message: String { terminated?["message"]?.string ?? "" }

    /// True if the kernel took its memory away; the kubelet's word for it.
    var wasKilledForMemory: Bool { endReason == "OOMKilled" }

    /// True if it was killed and nobody says why (128 and the number of SIGKILL).
    var wasKilled: Bool { exitCode == 137 }

    /// What its last words say of the run.
    var report: MaintenanceReport? { MaintenanceReport(message) }
}
