import ArgumentParser
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// How much of a change is made.
enum DryRun: String, ExpressibleByArgument, CaseIterable {
    case none
    /// Nothing is sent.
    case client
    /// The API server does everything but store it: admission judges it, and the right to it is asked for.
    case server
}

/// Which objects a command changes.
struct ChangeArguments: ParsableArguments {
    @Argument(help: "The objects.")
    var names: [String] = []

    @Flag(help: "All objects of the namespace, or with -A of the cluster.")
    var all = false

    @Option(name: [.customShort("l"), .long], help: "The objects with these labels, such as app=db,tier!=test.")
    var selector: String?

    @Flag(name: [.customShort("A"), .long], help: "In all namespaces, with --all or -l.")
    var allNamespaces = false

    @Option(help: "Change nothing: client says what would be sent, server lets the API server judge it.")
    var dryRun = DryRun.none

    @OptionGroup(title: "Which cluster") var cluster: ClusterArguments

    mutating func validate() throws {
        let ways = [!names.isEmpty, all, selector != nil].count { $0 }
        guard ways == 1 else { throw ValidationError("give names, or --all, or --selector") }
        guard selector.map({ !$0.isEmpty }) ?? true else { throw ValidationError("--selector is empty; use --all") }
        guard names.isEmpty || !allNamespaces else { throw ValidationError("-A goes with --all or --selector") }
        try ObjectNames.check(names)
    }
}

extension ChangeArguments {
    /// Makes a change, and prints a line for each object.
    ///
    /// What goes wrong with one object keeps no other from its change.
    ///
    /// - Parameter change: the change.
    /// - Throws: ``CommandFailure``, or an exit code if something went wrong with an object.
    func make(_ change: ObjectChange) async throws {
        try await Cluster.use(cluster) { cluster in
            var hasFailed = false
            for object in try await objects(cluster, &hasFailed) {
                do throws(CommandFailure) {
                    try await make(change, of: KopiaMaintenance(object), cluster)
                } catch {
                    complain(error, &hasFailed)
                }
            }
            if hasFailed { throw ExitCode(CommandFailure.Code.refused.rawValue) }
        }
    }

    private func complain(_ failure: CommandFailure, _ hasFailed: inout Bool) {
        hasFailed = true
        StandardStream.error.write("error: \(failure)\n")
    }

    private func objects(_ cluster: Cluster, _ hasFailed: inout Bool) async throws(CommandFailure) -> [JSONValue] {
        guard !names.isEmpty else {
            let namespace = allNamespaces ? nil : cluster.namespace
            let found = try await cluster.maintenances(in: namespace, selector: selector ?? "")
            if found.isEmpty {
                let question = StatusQuestion(names: [], namespace: namespace, selector: selector ?? "")
                throw CommandFailure(question.emptiness)
            }
            return found
        }
        var found: [JSONValue] = []
        for name in names {
            do throws(CommandFailure) {
                found.append(try await cluster.maintenance(ObjectKey(namespace: cluster.namespace, name: name)))
            } catch  where error.isLackOfObject {
                complain(error, &hasFailed)
            }
        }
        return found
    }

    private func make(
        _ change: ObjectChange,
        of object: KopiaMaintenance,
        _ cluster: Cluster
    ) async throws(CommandFailure) {
        guard let key = ObjectKey(of: object.json) else { return }
        let title = allNamespaces ? "\(key.resourceName) in \(key.namespace)" : key.resourceName
        switch change.step(for: object) {
        case .nothing(let why): StandardStream.output.write("\(title) unchanged: \(why)\n")
        case .patch(let patch, let done, let hint):
            if dryRun != .client { try await cluster.patch(key, patch, isDryRun: dryRun == .server) }
            StandardStream.output.write("\(title) \(done)\(dryRun.remark)\n")
            if !hint.isEmpty { StandardStream.error.write("\(key.name): \(hint)\n") }
        }
    }
}

extension DryRun {
    /// As kubectl says it.
    var remark: String {
        switch self {
        case .none: ""
        case .client: " (dry run)"
        case .server: " (server dry run)"
        }
    }
}

extension Cluster {
    /// Merges a patch into a KopiaMaintenance.
    func patch(_ key: ObjectKey, _ patch: JSONValue, isDryRun: Bool = false) async throws(CommandFailure) {
        let subject = RequestSubject("patch", .kopiaMaintenances, namespace: key.namespace, name: key.name)
        _ = try await ask(subject) { client throws(KubernetesError) in
            try await client.mergePatch(
                .kopiaMaintenances,
                key,
                patch,
                fieldManager: Self.fieldManager,
                options: WriteOptions(dryRun: isDryRun)
            )
        }
    }

    /// Who owns what the plugin sets.
    static let fieldManager = "kubectl-kopia_maintenance"
}
