import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Waits for the end of a run, and tells how far it is.
struct RunWait {
    let cluster: Cluster
    /// The object.
    let key: ObjectKey
    let tag: String
    /// True to print the log while the run writes it.
    let followsLog: Bool

    /// How often is looked.
    static let interval: Duration = .seconds(1)

    /// After so long without a Job somebody should look after the controller, which needs a second at most.
    private static let patience: Duration = .seconds(30)

    /// An API server that restarts, or a laptop between two networks, is away for less.
    private static let longestOutage: Duration = .seconds(120)

    /// So many lines of the log of a run that failed are printed.
    private static let tail = 20

    /// Waits until the run is over.
    ///
    /// - Throws: ``CommandFailure`` if it failed, or cannot be watched.
    func run() async throws(CommandFailure) {
        var display = RunDisplay(key.name, on: .of(.error, ProcessEnvironment.variables))
        defer { say(display.finish()) }
        let start = ContinuousClock.now
        var view = try await lookUntilAnswered(&display)
        let earlier = view.earlierJob
        var followed: Set<String> = []
        var isWarned = false
        while true {
            view = view.without(earlier)
            let stage = RunStage(view)
            switch stage {
            case .ended(let succeeded, let reason, _):
                say(display.finish())
                return try await finish(succeeded, reason, stage, view, followed)
            case .dropped:
                throw CommandFailure("the run of \(tag.goQuoted) was \(stage.sentence(now: WallClock.now))")
            case .running(let name, _) where followsLog && followed.insert(name).inserted:
                say(display.text(of: stage, lastLine: "", now: WallClock.now) + display.finish())
                try await follow(view.pod, &display)
            case .requested where !isWarned && ContinuousClock.now - start > Self.patience:
                isWarned = true
                let why = view.message.isEmpty ? "is the controller running, and of this release?" : view.message
                say(display.note("no Job after \(Age.text(Self.patience.components.seconds)): \(why)"))
            default: break
            }
            display.resize(to: .of(.error, ProcessEnvironment.variables))
            let lastLine = await lastLine(stage, view, &display)
            say(display.text(of: stage, lastLine: lastLine, now: WallClock.now))
            do { try await Task.sleep(for: Self.interval) } catch { throw CommandFailure("", code: .interrupted) }
            view = try await lookUntilAnswered(&display)
        }
    }

    /// Progress is no result: it goes beside what others may read.
    private func say(_ text: String) { StandardStream.error.write(text) }

    /// Prints the log of a pod while it is written; that it breaks off ends no waiting.
    private func follow(_ pod: ObservedPod?, _ display: inout RunDisplay) async throws(CommandFailure) {
        guard let pod else { return }
        do throws(CommandFailure) { try await log(tail: nil).show(pod, follows: true) } catch  where error.mayPass {
            let again = "kubectl kopia-maintenance logs \(key.name) -n \(key.namespace) -f"
            say(display.note("\(error); the log broke off: \(again)"))
        }
    }

    private func log(tail: Int?) -> RunLog { RunLog(cluster: cluster, key: key, options: LogOptions(tailLines: tail)) }

    /// Says how the run ended, and why if it failed.
    private func finish(
        _ succeeded: Bool,
        _ reason: String,
        _ stage: RunStage,
        _ view: RunView,
        _ followed: Set<String>
    ) async throws(CommandFailure) {
        let words = "\(key.name) \(stage.sentence(now: WallClock.now))"
        if followsLog || !succeeded, let pod = view.pod, !followed.contains(pod.name) {
            // That the log cannot be read is no reason to keep the verdict back.
            try? await log(tail: followsLog ? nil : Self.tail).show(pod, follows: false)
        }
        guard !succeeded else { return StandardStream.output.write("\(words)\n") }
        let remedy = Remedy.sentence(forFailure: reason).map { ": \($0)" } ?? ""
        throw CommandFailure("\(words)\(remedy)")
    }

    /// The last line that the run wrote; empty where nobody would be told.
    private func lastLine(_ stage: RunStage, _ view: RunView, _ display: inout RunDisplay) async -> String {
        guard case .running = stage, !followsLog, display.wantsLastLine(stage, now: WallClock.now), let pod = view.pod
        else { return "" }
        let options = LogOptions(container: RunLog.container(of: pod), tailLines: 1, limitBytes: 4096)
        let bytes = try? await cluster.client.podLog(ObjectKey(namespace: key.namespace, name: pod.name), options)
        return bytes.map { String(decoding: $0, as: UTF8.self).oneLine } ?? ""
    }
}

// MARK: - Looking

extension RunWait {
    /// Looks again while the cluster cannot answer: a run takes longer than many an outage.
    private func lookUntilAnswered(_ display: inout RunDisplay) async throws(CommandFailure) -> RunView {
        let start = ContinuousClock.now
        var isTold = false
        while true {
            do throws(CommandFailure) {
                return try await look()
            } catch  where error.mayPass && ContinuousClock.now - start < Self.longestOutage {
                if !isTold { say(display.note("\(error); asking again")) }
                isTold = true
                do { try await Task.sleep(for: Self.interval) } catch { throw CommandFailure("", code: .interrupted) }
            }
        }
    }

    private func look() async throws(CommandFailure) -> RunView {
        // The object last: it remembers how a Job ended that has gone in between.
        let selection = ObjectSelection(.jobs, namespace: key.namespace, labelSelector: StatusQuestion.jobLabels)
        let jobs = try await cluster.list(selection).map { ObservedJob($0) }
        let object = try await cluster.maintenance(key)
        let request = TriggerRequest(KopiaMaintenance(Defaulting(object).object))
        let summary = MaintenanceSummary(object, jobs: jobs)
        let job = own(among: summary.jobs, request)
        return RunView(
            outcome: request.outcome(of: tag),
            isAsked: request.lastTag == tag,
            message: summary.message,
            job: job,
            pods: try await pods(of: job),
            runningBefore: job.flatMap { Self.neighbour(of: $0, among: jobs) }
        )
    }

    private func own(among jobs: [ObservedJob], _ request: TriggerRequest) -> ObservedJob? {
        let name = request.job(of: tag)
        return jobs.first { $0.name == name }
    }

    private func pods(of job: ObservedJob?) async throws(CommandFailure) -> [JSONValue] {
        guard let job, !job.isSuspended else { return [] }
        let label = "batch.kubernetes.io/job-name=\(job.name)"
        return try await cluster.list(ObjectSelection(.pods, namespace: key.namespace, labelSelector: label))
    }

    private static func neighbour(of job: ObservedJob, among jobs: [ObservedJob]) -> String? {
        let secret = RepositoryUse.secret(ofJob: job.json)
        return jobs.first { $0.mayRun && $0.uid != job.uid && RepositoryUse.secret(ofJob: $0.json) == secret }?.name
    }
}
