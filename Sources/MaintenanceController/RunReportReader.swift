import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Reads of the cluster what a Job does not say: why it failed, and why it does not begin.
struct RunReportReader {
    private let client: APIClient

    init(_ client: APIClient) { self.client = client }

    /// Why a Job failed, by the pods that are left of it or, if it never had one, by the events; nil if nothing tells.
    ///
    /// Asked once for each Job.
    func report(of job: ObservedJob) async throws(KubernetesError) -> RunReport? {
        let namespace = job.metadata.namespace ?? ""
        let label = "batch.kubernetes.io/job-name=\(job.name)"
        let pods = try await objects(ObjectSelection(.pods, namespace: namespace, labelSelector: label))
        guard pods.isEmpty else { return RunReport(pods: pods) }
        let obstacle = try await obstacle(to: .job(uid: job.uid), in: namespace)
        return obstacle.map { RunReport(failureReason: $0.reason, tail: "") }
    }

    /// What events say is in the way of a run that should have begun; nil if they do not tell.
    func obstacle(
        to subject: StartVerdict.Subject,
        in namespace: String
    ) async throws(KubernetesError) -> StartObstacle? {
        switch subject {
        case .job(let uid): StartObstacle(jobEvents: try await events(about: uid, in: namespace))
        case .pod(let uid): StartObstacle(podEvents: try await events(about: uid, in: namespace))
        }
    }

    private func events(about uid: String, in namespace: String) async throws(KubernetesError) -> [JSONValue] {
        try await objects(ObjectSelection(.events, namespace: namespace, fieldSelector: "regarding.uid=\(uid)"))
    }

    /// What may pass is tried again, but a right that is missing must not hold up the verdict.
    private func objects(_ selection: ObjectSelection) async throws(KubernetesError) -> [JSONValue] {
        do throws(KubernetesError) {
            return try await client.list(selection) { $0.withoutManagedFields }.items
        } catch {
            if case .retry = error.disposition { throw error }
            return []
        }
    }
}
