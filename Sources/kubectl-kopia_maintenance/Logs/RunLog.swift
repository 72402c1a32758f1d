import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// The log of a run.
struct RunLog {
    let cluster: Cluster
    /// The object.
    let key: ObjectKey
    let options: LogOptions

    /// How often is looked whether a run has begun.
    static let interval: Duration = .seconds(1)

    /// Prints the log of a run.
    ///
    /// - Parameters:
    ///   - name: the Job; nil for the run under way, or else the last.
    ///   - follows: true to wait until it begins and go on until it ends.
    /// - Throws: ``CommandFailure`` if there is no log.
    func show(job name: String?, follows: Bool) async throws(CommandFailure) {
        let object = try await cluster.maintenance(key)
        var job = try choose(name, of: MaintenanceSummary(object, jobs: try await jobs()), follows: follows)
        while true {
            let pod = try await pod(of: job)
            if let pod, RunProgress.hasBegun(pod) { return try await show(pod, follows: follows) }
            guard follows, job.isUnfinished else { throw lack(of: pod, job, object) }
            do { try await Task.sleep(for: Self.interval) } catch { throw CommandFailure("", code: .interrupted) }
            guard let again = try await jobs().first(where: { $0.uid == job.uid }) else {
                throw CommandFailure("Job \(job.name) has been deleted")
            }
            job = again
        }
    }

    /// Prints the log of a pod.
    func show(_ pod: ObservedPod, follows: Bool) async throws(CommandFailure) {
        var options = options
        options.container = Self.container(of: pod)
        let (key, wanted) = (ObjectKey(namespace: self.key.namespace, name: pod.name), options)
        let subject = RequestSubject("get", .pods, namespace: key.namespace, name: pod.name, subresource: "log")
        try await cluster.ask(subject) { client throws(KubernetesError) in
            var lines = try await client.podLogLines(key, wanted, follows: follows)
            while let line = try await lines.nextText() { StandardStream.output.write("\(line)\n") }
        }
    }

    /// The newest pod of a Job; nil if none is left.
    func pod(of job: ObservedJob) async throws(CommandFailure) -> ObservedPod? {
        let label = "batch.kubernetes.io/job-name=\(job.name)"
        let selection = ObjectSelection(.pods, namespace: key.namespace, labelSelector: label)
        return try await cluster.list(selection).map(ObservedPod.init).newest
    }

    /// The container that maintains; policies may have added others.
    static func container(of pod: ObservedPod) -> String? {
        let names = (pod.json["spec"]?["containers"]?.array ?? []).compactMap { $0["name"]?.string }
        return names.contains(PodTemplate.containerName) ? PodTemplate.containerName : names.first
    }

    private func jobs() async throws(CommandFailure) -> [ObservedJob] {
        let names = OwnedNames(namespace: key.namespace, name: key.name)
        let label = "\(ManagedLabels.maintenanceName)=\(names.labelValue)"
        let selection = ObjectSelection(.jobs, namespace: key.namespace, labelSelector: label)
        return try await cluster.list(selection).map { ObservedJob($0) }
    }
}

// MARK: - Which run

extension RunLog {
    /// Of a run that waits there is no log yet; who follows waits with it.
    private func choose(
        _ name: String?,
        of summary: MaintenanceSummary,
        follows: Bool
    ) throws(CommandFailure) -> ObservedJob {
        if let name {
            guard let job = summary.jobs.first(where: { $0.name == name }) else {
                let others = summary.jobs.map(\.name).joined(separator: ", ")
                throw CommandFailure(
                    "\(key) has no Job \(name.goQuoted)\(others.isEmpty ? "" : ": there are \(others)")"
                )
            }
            return job
        }
        let ended = summary.jobs.filter { !$0.isUnfinished }.max { $0.isBefore($1) }
        guard let job = summary.run.flatMap({ $0.mayRun || follows ? $0 : nil }) ?? ended ?? summary.run else {
            throw CommandFailure("\(key) has no Job: \(Self.memory(of: summary))")
        }
        return job
    }

    /// Why there is no log, with what is known all the same.
    private func lack(of pod: ObservedPod?, _ job: ObservedJob, _ object: JSONValue) -> CommandFailure {
        if let pod, job.isUnfinished {
            return CommandFailure("nothing is written yet: \(RunProgress.sentence(about: pod)); -f waits for it")
        }
        if job.isUnfinished {
            let state = job.isSuspended ? "waits for its turn" : "has no pod yet"
            return CommandFailure("nothing is written yet: Job \(job.name) \(state); -f waits for it")
        }
        let record = RunRecord(job, pods: [])
        let verdict = record.map { $0.succeeded ? "succeeded" : "failed: \($0.reason)" } ?? ""
        let known = Self.memory(of: MaintenanceSummary(object, jobs: []))
        let lack = pod == nil ? "the pod of Job \(job.name) is gone, and its log with it" : "the pod left no log"
        return CommandFailure("\(lack); Job \(job.name) \(verdict); \(known)")
    }

    /// What the status still knows of runs.
    private static func memory(of summary: MaintenanceSummary) -> String {
        let time = summary.status.lastMaintenanceTime
        let success = time.map { "a run last succeeded at \($0)" } ?? "no run has succeeded"
        let requested = summary.status.lastRequestedRun.map {
            "the requested run \($0.tag.goQuoted) ended at \($0.completionTime): \($0.result.rawValue)"
        }
        return ([success, requested] + [summary.message].filter { !$0.isEmpty }).compactMap(\.self).joined(
            separator: "; "
        )
    }
}
