import ArgumentParser
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Completes command lines, names from the cluster among it.
enum Completer {
    /// By which the shell's scripts call the plugin; cobra's word for it.
    static let command = "__complete"

    /// How the program is called by which kubectl completes the plugin (k8s.io/kubectl/pkg/cmd/plugin).
    static let programPrefix = "kubectl_complete-"

    /// Whoever presses the tabulator waits no longer, from the start of this program on.
    static let patience: Duration = .milliseconds(900)

    /// The command line to complete, if this process was started to complete one.
    ///
    /// - Parameter arguments: those of the process, its own name first.
    /// - Returns: its words; nil if this process was started for something else.
    static func commandLine(_ arguments: [String]) -> [String]? {
        guard let program = arguments.first else { return nil }
        let name = program.split(separator: "/").last ?? ""
        if name.hasPrefix(programPrefix) { return Array(arguments.dropFirst()) }
        return arguments.dropFirst().first == command ? Array(arguments.dropFirst(2)) : nil
    }

    /// Completes the last word of a command line.
    static func answer(to words: [String]) async -> CompletionAnswer {
        let deadline = ContinuousClock.now + patience
        let last = words.last ?? ""
        guard let model = CommandModel.plugin else { return CompletionAnswer([], startingWith: "", .error) }
        let before = Array(words.dropLast())
        let request = CompletionRequest(after: before, last: last, of: model)
        let equals = last.hasPrefix("--") ? last.firstIndex(of: "=") : nil
        let start = equals.map { String(last[last.index(after: $0)...]) } ?? last
        let prefix = equals.map { String(last[...$0]) } ?? ""
        switch request {
        case .files(let extensions) where extensions.isEmpty: return CompletionAnswer([], startingWith: "", .files)
        case .files(let extensions):
            let words = extensions.map { CompletionWord(word: $0, meaning: "") }
            return CompletionAnswer(words, startingWith: "", .filesOfExtensions)
        default: break
        }
        let found = await self.words(for: request, before, until: deadline).map {
            CompletionWord(word: prefix + $0.word, meaning: $0.meaning)
        }
        let given = Set(before)
        return CompletionAnswer(found.filter { !given.contains($0.word) }, startingWith: prefix + start)
    }

    private static func words(
        for request: CompletionRequest,
        _ line: [String],
        until deadline: ContinuousClock.Instant
    ) async -> [CompletionWord] {
        switch request {
        case .words(let words): return words
        case .contexts: return names(line).contexts
        case .clusters: return names(line).clusters
        case .users: return names(line).users
        case .maintenances, .jobs, .namespaces: return await (try? ask(request, line, until: deadline)) ?? []
        case .files, .nothing: return []
        }
    }

    private static func names(_ line: [String]) -> KubeConfigNames {
        let source = ClusterArguments.source(environment: ProcessEnvironment.variables)
        let config = try? source.kubeConfig(value(of: ["--kubeconfig"], in: line))
        func words(_ names: [String]) -> [CompletionWord] { names.map { CompletionWord(word: $0, meaning: "") } }
        guard let names = config?.names else { return ([], [], []) }
        return (words(names.contexts), words(names.clusters), words(names.users))
    }

    private typealias KubeConfigNames = (
        contexts: [CompletionWord], clusters: [CompletionWord], users: [CompletionWord]
    )

    private static func value(of names: Set<String>, in line: [String]) -> String? {
        for (index, word) in line.enumerated().reversed() {
            // To `migrate`, --cluster is a flag.
            if names.contains(word), line.indices.contains(index + 1), !line[index + 1].hasPrefix("-") {
                return line[index + 1]
            }
            if let equals = word.firstIndex(of: "="), names.contains(String(word[..<equals])) {
                return String(word[word.index(after: equals)...])
            }
        }
        return nil
    }
}

// MARK: - Asking the cluster

extension Completer {
    /// Flags of the line that say which cluster, with their values.
    private static let clusterFlags: [Set<String>] = [
        ["-n", "--namespace"], ["--kubeconfig"], ["--context"], ["--cluster"], ["--user"], ["-s", "--server"],
        ["--token"], ["--as"],
    ]

    private static func ask(
        _ request: CompletionRequest,
        _ line: [String],
        until deadline: ContinuousClock.Instant
    ) async throws -> [CompletionWord] {
        var given: [String] = []
        for names in clusterFlags {
            let longest = names.max { $0.count < $1.count }
            if let value = value(of: names, in: line), let longest { given += [longest, value] }
        }
        if line.contains("--insecure-skip-tls-verify") { given.append("--insecure-skip-tls-verify") }
        let arguments = try ClusterArguments.parse(given)
        let cluster = try Cluster(arguments, timeLimit: patience)
        let answer = await first(of: request, cluster, until: deadline)
        await cluster.client.shutdown()
        return answer
    }

    /// What the cluster says in time.
    private static func first(
        of request: CompletionRequest,
        _ cluster: Cluster,
        until deadline: ContinuousClock.Instant
    ) async -> [CompletionWord] {
        await withTaskGroup(of: [CompletionWord]?.self) { group in
            group.addTask { try? await words(for: request, cluster) }
            group.addTask {
                try? await Task.sleep(until: deadline, clock: .continuous)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? []
        }
    }

    private static func words(
        for request: CompletionRequest,
        _ cluster: Cluster
    ) async throws(CommandFailure) -> [CompletionWord] {
        switch request {
        case .maintenances:
            return try await cluster.maintenances(in: cluster.namespace, selector: "").map { object in
                let summary = MaintenanceSummary(object, jobs: [])
                return CompletionWord(word: summary.key.name, meaning: "\(summary.state.word), \(summary.trigger)")
            }
        case .jobs(let name):
            let names = OwnedNames(namespace: cluster.namespace, name: name)
            let label = "\(ManagedLabels.maintenanceName)=\(names.labelValue)"
            let selection = ObjectSelection(
                .jobs,
                namespace: cluster.namespace,
                labelSelector: label,
                metadataOnly: true
            )
            return words(try await cluster.list(selection))
        case .namespaces: return words(try await cluster.list(ObjectSelection(.namespaces, metadataOnly: true)))
        default: return []
        }
    }

    private static func words(_ objects: [JSONValue]) -> [CompletionWord] {
        let names = objects.compactMap { ObjectMetadata($0["metadata"]).name }
        return names.sorted().map { CompletionWord(word: $0, meaning: "") }
    }
}
