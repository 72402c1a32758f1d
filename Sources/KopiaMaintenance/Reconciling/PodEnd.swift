import KubernetesAPI

/// Why a pod ended badly.
///
/// The run knows best, except where it could not know: the kernel kills the whole container for want of memory (cgroup
/// v2), and who is told to stop is not told why.
struct PodEnd {
    private let pod: ObservedPod

    /// The end of a pod that failed.
    init(_ pod: ObservedPod) { self.pod = pod }

    /// A word and a sentence, or a sentence; nil if nothing is known.
    var reason: String? {
        if let container = pod.maintenance, container.wasKilledForMemory { return shortage(container, isCertain: true) }
        let own = ownReport?.failureReason
        if let own, FailureWord.word(of: own) != Self.toldToStop { return own }
        return outsideReason ?? own ?? containerReason
    }

    /// The last lines that were written, by the run if it wrote any.
    var lastWords: String {
        let own = pod.maintenance?.message ?? ""
        return own.isEmpty ? pod.containers.map(\.message).first { !$0.isEmpty } ?? "" : own
    }

    /// The script's word for a run that was asked to end.
    private static let toldToStop = "Terminated"

    /// The run's own verdict; of other containers only where none is known to be the run.
    private var ownReport: MaintenanceReport? {
        if let container = pod.maintenance { return container.report }
        return pod.containers.compactMap(\.report).first
    }

    private func shortage(_ container: PodContainer, isCertain: Bool) -> String {
        MemoryShortage(container: container, limit: pod.memoryLimit(of: container), isCertain: isCertain).reason
    }
}

// MARK: - What others say

extension PodEnd {
    /// Why the kubelet, or whoever took the pod from its node, ended it: `Evicted`, `DeletionByTaintManager`.
    private var outsideReason: String? {
        let status = pod.json["status"]
        if let reason = status?["reason"]?.nonEmptyString {
            return Words.reason(reason, status?["message"]?.string)
        }
        guard let disruption = pod.condition("DisruptionTarget"), disruption["status"] == "True" else { return nil }
        return disruption["reason"]?.nonEmptyString.map { Words.reason($0, disruption["message"]?.string) }
    }

    /// What the end of a container tells, of the one that maintains if it ended badly, else of the first that did.
    private var containerReason: String? {
        let failed = pod.containers.filter { ($0.exitCode ?? 0) != 0 }
        if let killed = failed.first(where: \.wasKilledForMemory) { return shortage(killed, isCertain: true) }
        guard let first = failed.first(where: \.isMaintenance) ?? failed.first else { return nil }
        // `Error` is the kubelet's word for any exit code (pkg/kubelet/kuberuntime, convertToKubeContainerStatus).
        if !["", "Error"].contains(first.endReason) {
            return Words.reason(first.endReason, "container \(first.name): \(first.message)")
        }
        if first.isMaintenance {
            return first.wasKilled && !pod.metadata.isBeingDeleted ? shortage(first, isCertain: false) : nil
        }
        return "container \(first.name) ended with exit code \(first.exitCode ?? 0)"
    }
}
