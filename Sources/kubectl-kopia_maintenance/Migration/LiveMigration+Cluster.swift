import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

extension LiveMigration {
    /// Carries out the steps, with a line for each.
    ///
    /// What goes wrong with one object keeps no other from its change, but for the sources whose maintenance a new object
    /// was to take over.
    ///
    /// - Parameters:
    ///   - cluster: where.
    ///   - isDryRun: true if the API server is to do everything but store it.
    /// - Returns: true if every step succeeded.
    func carryOut(on cluster: Cluster, isDryRun: Bool) async -> Bool {
        var orphaned: Set<RepositoryKey> = []
        var succeeded = true
        for step in steps {
            do throws(CommandFailure) {
                if let key = source(of: step), orphaned.contains(key) {
                    let reason = "left as it is, since nothing takes its maintenance over"
                    throw CommandFailure("\(step.object.title): \(reason)")
                }
                try await cluster.carryOut(step, isDryRun: isDryRun)
                StandardStream.output.write("\(step.outcome)\((isDryRun ? DryRun.server : .none).remark)\n")
            } catch {
                if let repository = step.repository { orphaned.insert(repository) }
                StandardStream.error.write("error: \(error)\n")
                succeeded = false
            }
        }
        return succeeded
    }

    /// The repository whose maintenance a step takes out of a source.
    private func source(of step: Step) -> RepositoryKey? {
        step.isAboutSource ? repositories[step.object] : nil
    }
}

extension Cluster {
    /// The objects that a migration may be about.
    ///
    /// - Parameter namespace: where; nil for everywhere.
    /// - Returns: KopiaMaintenances and ReplicationSources.
    /// - Throws: ``CommandFailure``.
    func migrationSubjects(in namespace: String?) async throws(CommandFailure) -> [JSONValue] {
        let maintenances = try await maintenances(in: namespace, selector: "")
        let selection = ObjectSelection(.replicationSources, namespace: namespace)
        let subject = RequestSubject("list", .replicationSources, namespace: namespace)
        let sources = try await ask(subject) { client throws(KubernetesError) -> [JSONValue] in
            do throws(KubernetesError) { return try await client.list(selection).items } catch {
                // A cluster without that definition has none.
                if case .notFound = error.disposition { return [] }
                throw error
            }
        }
        return maintenances + sources
    }

    fileprivate func carryOut(_ step: LiveMigration.Step, isDryRun: Bool) async throws(CommandFailure) {
        let (object, options) = (step.object, WriteOptions(dryRun: isDryRun))
        let (resource, key) = (object.resource, object.key)
        switch step {
        case .create(_, let new):
            let subject = RequestSubject("create", resource, namespace: key.namespace, name: key.name)
            _ = try await ask(subject) { client throws(KubernetesError) in
                try await client.create(
                    resource,
                    namespace: key.namespace,
                    new,
                    fieldManager: Self.fieldManager,
                    options: options
                )
            }
        case .change(_, let patch, _):
            let subject = RequestSubject("patch", resource, namespace: key.namespace, name: key.name)
            _ = try await ask(subject) { client throws(KubernetesError) in
                try await client.mergePatch(resource, key, patch, fieldManager: Self.fieldManager, options: options)
            }
        }
    }
}
