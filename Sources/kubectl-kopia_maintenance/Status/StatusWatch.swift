import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Shows how objects are, again whenever something changes, until the process is told to end.
struct StatusWatch {
    private let cluster: Cluster
    private let question: StatusQuestion
    private let output: StatusFormat
    private let surface: Surface
    private let objects: Reflector
    private let jobs: Reflector
    private let changes: AsyncStream<Void>

    /// How often ages are brought up to date on a terminal.
    private static let tick: Duration = .seconds(5)
    /// Changes that come together are shown together.
    private static let pause: Duration = .milliseconds(100)

    init(_ cluster: Cluster, _ question: StatusQuestion, _ output: StatusFormat, _ surface: Surface) {
        let (changes, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        func reflector(_ selection: ObjectSelection) -> Reflector {
            Reflector(client: cluster.client, selection: selection, onChange: { _ in bell.yield() })
        }
        objects = reflector(
            ObjectSelection(.kopiaMaintenances, namespace: question.namespace, labelSelector: question.selector)
        )
        jobs = reflector(
            ObjectSelection(.jobs, namespace: question.namespace, labelSelector: StatusQuestion.jobLabels)
        )
        self.changes = changes
        self.cluster = cluster
        self.question = question
        self.output = output
        self.surface = surface
    }

    /// Shows until the task is cancelled.
    ///
    /// - Throws: ``CommandFailure`` if the cluster refuses at the beginning; later it is asked again and again.
    func run() async throws(CommandFailure) {
        let first = try await question.ask(cluster)
        if let gap = first.gap { StandardStream.error.write("\(gap)\n") }
        await withTaskGroup { group in
            group.addTask { await objects.run() }
            if first.gap == nil { group.addTask { await jobs.run() } }
            group.addTask {
                if await objects.waitUntilSynced() { await show(waitsForJobs: first.gap == nil) }
            }
        }
    }

    private func show(waitsForJobs: Bool) async {
        if waitsForJobs { _ = await jobs.waitUntilSynced() }
        var screen = StatusScreen(showsNamespace: question.namespace == nil, isWide: output == .wide, surface)
        await withTaskGroup { group in
            let (alarms, alarm) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            alarm.yield()
            group.addTask {
                for await _ in changes {
                    alarm.yield()
                    _ = try? await Task.sleep(for: Self.pause)
                }
            }
            if surface.width != nil {
                group.addTask {
                    while (try? await Task.sleep(for: Self.tick)) != nil { alarm.yield() }
                }
            }
            for await _ in alarms { StandardStream.output.write(screen.text(of: summaries, now: WallClock.now)) }
        }
    }

    private var summaries: [MaintenanceSummary] {
        let observed = jobs.store.objects.map { ObservedJob($0.json) }
        return objects.store.objects.filter { question.names.isEmpty || question.names.contains($0.key.name) }
            .sorted { $0.key < $1.key }.map { MaintenanceSummary($0.json, jobs: observed) }
    }
}
