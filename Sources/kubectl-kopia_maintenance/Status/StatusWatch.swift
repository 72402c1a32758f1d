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

    /// How often ages are brought up to date on a terminal, and is looked whether the watch goes on.
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
    /// - Throws: ``CommandFailure`` if the cluster refuses at the beginning, or does not let the objects be watched; if it
    ///   cannot answer later it is asked again and again.
    func run() async throws(CommandFailure) {
        let first = try await question.ask(cluster)
        if let gap = first.gap { StandardStream.error.write("\(gap)\n") }
        // Whoever may read objects by their names may not be allowed to list them, which a watch begins with.
        if !question.names.isEmpty {
            _ = try await cluster.maintenances(in: question.namespace, selector: question.selector)
        }
        let refusal = await withTaskGroup(of: CommandFailure?.self) { group in
            group.addTask {
                await objects.run()
                return nil
            }
            if first.gap == nil {
                group.addTask {
                    await jobs.run()
                    return nil
                }
            }
            group.addTask { await objects.waitUntilSynced() ? await show(waitsForJobs: first.gap == nil) : nil }
            for await refusal in group where refusal != nil {
                group.cancelAll()
                return refusal
            }
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Shows until the task is cancelled, or the cluster does not let the objects be watched.
    private func show(waitsForJobs: Bool) async -> CommandFailure? {
        if waitsForJobs { _ = await jobs.waitUntilSynced() }
        var screen = StatusScreen(showsNamespace: question.namespace == nil, isWide: output == .wide, surface)
        return await withTaskGroup { group in
            defer { group.cancelAll() }
            let (alarms, alarm) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            alarm.yield()
            group.addTask {
                for await _ in changes {
                    alarm.yield()
                    _ = try? await Task.sleep(for: Self.pause)
                }
            }
            group.addTask {
                while (try? await Task.sleep(for: Self.tick)) != nil { alarm.yield() }
            }
            var told: CommandFailure?
            for await _ in alarms {
                StandardStream.output.write(screen.text(of: summaries, now: WallClock.now))
                let (trouble, isFinal) = trouble
                if isFinal { return trouble }
                if let trouble, trouble != told {
                    StandardStream.error.write("what is shown may be out of date: \(trouble)\n")
                    screen.beginAnew()
                }
                told = trouble
            }
            return nil
        }
    }

    /// Why the watch does not go on, and whether it never will.
    private var trouble: (CommandFailure?, isFinal: Bool) {
        for reflector in [objects, jobs] {
            guard let error = reflector.status.lastError else { continue }
            let subject = RequestSubject("watch", reflector.selection.resource, namespace: question.namespace)
            let failure = CommandFailure(error, at: cluster.address, about: subject)
            switch error.disposition {
            case .forbidden, .unauthorized: return (failure, true)
            // Watches end as the server pleases.
            case .expired: continue
            case _ where error == .transport(.closed): continue
            default: return (failure, false)
            }
        }
        return (nil, false)
    }

    private var summaries: [MaintenanceSummary] {
        let observed = jobs.store.objects.map { ObservedJob($0.json) }
        return objects.store.objects.filter { question.names.isEmpty || question.names.contains($0.key.name) }
            .sorted { $0.key < $1.key }.map { MaintenanceSummary($0.json, jobs: observed) }
    }
}
