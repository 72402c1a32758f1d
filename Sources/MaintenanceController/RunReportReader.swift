import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Reads what a failed run said of itself: the termination message of its last pod, which the kubelet fills from the
/// end of the log.
struct RunReportReader {
    private let client: APIClient

    /// How much of the message goes to people; an event's note holds 1,024 bytes (events.k8s.io/v1).
    private static let tailLimit = 600

    init(_ client: APIClient) { self.client = client }

    /// The report; nil if no pod is left to read it from.
    ///
    /// Its absence must not hold up the verdict.
    func report(of job: ObservedJob) async -> RunReport? {
        let selection = ObjectSelection(
            .pods,
            namespace: job.metadata.namespace ?? "",
            labelSelector: "batch.kubernetes.io/job-name=\(job.name)"
        )
        guard let pods = try? await client.list(selection) else { return nil }
        let newest = pods.items.max { created($0) < created($1) }
        guard let message = newest.flatMap(Self.terminationMessage) else { return nil }
        return RunReport(
            failureReason: MaintenanceReport(message)?.failureReason,
            tail: String(message.suffix(Self.tailLimit))
        )
    }

    private func created(_ pod: JSONValue) -> String { ObjectMetadata(pod["metadata"]).creationTimestamp ?? "" }

    private static func terminationMessage(_ pod: JSONValue) -> String? {
        let containers = pod["status"]?["containerStatuses"]?.array ?? []
        let messages = containers.compactMap { $0["state"]?["terminated"]?["message"]?.string }
        return messages.first { !$0.isEmpty }
    }
}
