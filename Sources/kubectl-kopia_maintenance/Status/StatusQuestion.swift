import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Which objects a status is about.
struct StatusQuestion {
    let names: [String]
    /// Nil for all.
    let namespace: String?
    /// Empty for any.
    let selector: String

    /// What a question brought.
    struct Answer {
        let summaries: [MaintenanceSummary]
        /// What is not known because it may not be read, for people.
        let gap: String?
    }

    /// Labels of all Jobs that are made for KopiaMaintenances.
    static let jobLabels = "\(ManagedLabels.maintenance)=true"

    /// Asks the cluster.
    func ask(_ cluster: Cluster) async throws(CommandFailure) -> Answer {
        let objects = try await objects(cluster)
        guard !objects.isEmpty else { return Answer(summaries: [], gap: nil) }
        var jobs: [ObservedJob] = []
        var gap: String?
        do {
            let selection = ObjectSelection(.jobs, namespace: namespace, labelSelector: Self.jobLabels)
            jobs = try await cluster.list(selection).map { ObservedJob($0) }
        } catch {
            gap = "runs under way are not shown: \(error)"
        }
        return Answer(summaries: objects.map { MaintenanceSummary($0, jobs: jobs) }, gap: gap)
    }

    /// What to say where nothing is found.
    var emptiness: String {
        let place = namespace.map { "in namespace \($0)" } ?? "in any namespace"
        return "no KopiaMaintenance \(place)\(selector.isEmpty ? "" : " has these labels")"
    }

    private func objects(_ cluster: Cluster) async throws(CommandFailure) -> [JSONValue] {
        guard let namespace, !names.isEmpty else {
            return try await cluster.maintenances(in: namespace, selector: selector)
        }
        var objects: [JSONValue] = []
        for name in names { objects.append(try await cluster.maintenance(ObjectKey(namespace: namespace, name: name))) }
        return objects
    }
}
