import KubernetesAPI

/// The CronJobs of an object that are no longer wanted.
///
/// One whose Job runs is only held until that has ended: the Job would go with it.
struct RetiredCronJobs {
    /// What keeps those from starting anything whose Jobs run.
    private(set) var holds: [Action] = []

    /// What removes the others, with their finished Jobs.
    private(set) var deletions: [Action] = []

    /// All CronJobs of that object but the one of that name.
    init(_ observation: Observation, of object: KopiaMaintenance, keeping name: String?) {
        for cronJob in observation.cronJobs where Ownership(of: cronJob, by: object) == .ours {
            guard let metadata = cronJob.living, metadata.name != name else { continue }
            retire(cronJob, metadata, observation.jobs)
        }
    }

    private mutating func retire(_ cronJob: JSONValue, _ metadata: ObjectMetadata, _ jobs: [ObservedJob]) {
        let (name, uid) = (metadata.name ?? "", metadata.uid ?? "")
        guard jobs.contains(where: { !$0.isManual && $0.mayRun && $0.isControlled(by: uid) }) else {
            return deletions.append(.delete(kind: .cronJob, name: name, uid: uid))
        }
        let isWanted = metadata.annotation(LateStart.sinceAnnotation) != nil
        if isWanted || cronJob["spec"]?["suspend"]?.bool != true {
            holds.append(.hold(cronJob: name, uid: uid))
        }
    }
}
