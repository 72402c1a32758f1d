import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Reads of the cluster what a Job does not say: why it failed, and why it does not begin.
struct RunReportReader {
    private let client: APIClient

    init(_ client: APIClient) { self.client = client }

    /// Why a Job failed, by the pods that are left of it or, if it never had one, by the events; nil if nothing tells.
    ///
    /// Asked once for each Job: what may pass is tried again, but a right that is missing must not hold up the verdict.
    func report(of job: ObservedJob) async throws(KubernetesError) -> RunReport? {
        let namespace = job.metadata.namespace ?? ""
        do throws(KubernetesError) {
            let pods = try await client.list(
                ObjectSelection(
                    .pods,
                    namespace: namespace,
                    labelSelector: "batch.kubernetes.io/job-name=\(job.name)"
                )
            ) { $0.withoutManagedFields }
            guard pods.items.isEmpty else { return RunReport(pods: pods.items) }
            let obstacle = StartObstacle(jobEvents: try await events(about: job.uid, in: namespace))
            return obstacle.map { RunReport(failureReason: $0.reason, tail: "") }
        } catch {
            if case .retry = error.disposition { throw error }
            return nil
        }
    }

    /// What events say is in the way of a run that should have begun; nil if they do not tell, or cannot be read.
    func obstacle(to subject: StartVerdict.Subject, in namespace: String) async -> StartObstacle? {
        switch subject {
        case .job(let uid): (try? await events(about: uid, in: namespace)).flatMap { StartObstacle(jobEvents: $0) }
        case .pod(let uid): (try? await events(about: uid, in: namespace)).flatMap { StartObstacle(podEvents: $0) }
        }
    }

    private func events(about uid: String, in namespace: String) async throws(KubernetesError) -> [JSONValue] {
        let selection = ObjectSelection(.events, namespace: namespace, fieldSelector: "regarding.uid=\(uid)")
        return try await client.list(selection) { $0.withoutManagedFields }.items
    }
}
