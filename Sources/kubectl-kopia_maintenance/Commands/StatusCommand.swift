import ArgumentParser
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// `status`: how objects are.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say how objects of the cluster are, and what to do about those that are not well.",
        usage: "kubectl kopia-maintenance status [NAME …] [-n NAMESPACE | -A] [-l SELECTOR] [-w] [-o FORMAT] [flags]",
        discussion: """
            Without a name, or with several: a table. With one name: a page with what is wrong and how to mend it, the \
            run under way, the last runs, the next ones and the last events. On a terminal the table fits its width.

            EXAMPLES
              kubectl kopia-maintenance status -A
              kubectl kopia-maintenance status nightly -n backup
              kubectl kopia-maintenance status -w
              kubectl kopia-maintenance status -A -o json \\
                | jq -r '.maintenances[] | select(.failures > 0) | .name'

            STATES
              healthy           the schedule runs, and the last run succeeded
              failing 2/5       so many runs in a row have failed; five hold it
              held              five have: reset-failures lets it go on
              running, waiting  a run is under way, or waits for its turn
              stuck             a run is under way and cannot begin
              done, failed      the run of a manual trigger is over
              idle              a manual trigger without a tag
              suspended, disabled, deleting
              invalid, refused, name taken, missing secret, missing configmap,
              missing claim     somebody must act: status NAME says how
              pending           the controller has not looked at it yet

            OUTPUT
              table   a line for each object; of one name a page
              wide    the same with run, CronJob, age and message
              json    {maintenances: [{namespace, name, repository, schedule, tag,
              yaml                     state, message, lastSuccess, next,
                                       failures, run: {job, state, startedAt},
                                       cronJob}]}
                      What does not apply is left out. Fields may be added; none
                      changes its meaning.
              name    kopiamaintenance.volsync.backube/NAME

            EXIT CODES
              0  done
              1  the cluster refuses, or there is no such object
              2  a wrong flag, or a kubeconfig that cannot be used
            """
    )

    @Argument(help: "The objects; all of the namespace if left out.")
    var names: [String] = []

    @Flag(name: [.customShort("A"), .long], help: "In all namespaces.")
    var allNamespaces = false

    @Option(name: [.customShort("l"), .long], help: "Only objects with these labels, such as app=db,tier!=test.")
    var selector = ""

    @Flag(name: .shortAndLong, help: "Go on and show what changes: in place on a terminal, line by line elsewhere.")
    var watch = false

    @Option(name: .shortAndLong, help: "How to print.")
    var output = StatusFormat.table

    @OptionGroup(title: "Which cluster") var cluster: ClusterArguments

    mutating func validate() throws {
        guard names.isEmpty || (!allNamespaces && selector.isEmpty) else {
            throw ValidationError("give names, or -A or -l, not both")
        }
        guard !watch || [.table, .wide].contains(output) else {
            throw ValidationError("--watch prints tables: leave out --output \(output.rawValue)")
        }
        try ObjectNames.check(names)
    }

    func run() async throws {
        try await Cluster.use(cluster) { cluster in
            let question = StatusQuestion(
                names: names,
                namespace: allNamespaces ? nil : cluster.namespace,
                selector: selector
            )
            let surface = Surface.ofOutput(ProcessEnvironment.variables)
            if watch { return try await StatusWatch(cluster, question, output, surface).run() }
            if names.count == 1, output == .table, let name = names.first {
                let key = ObjectKey(namespace: cluster.namespace, name: name)
                let details = try await MaintenanceDetails(of: key, in: cluster)
                let page = StatusPage(details, on: surface, now: WallClock.now)
                return StandardStream.output.write(page.lines.map { "\($0)\n" }.joined())
            }
            try await table(cluster, question, surface)
        }
    }

    private func table(_ cluster: Cluster, _ question: StatusQuestion, _ surface: Surface) async throws {
        let answer = try await question.ask(cluster)
        if let gap = answer.gap { StandardStream.error.write("\(gap)\n") }
        if answer.summaries.isEmpty, [.table, .wide].contains(output) {
            return StandardStream.error.write("\(question.emptiness)\n")
        }
        StandardStream.output.write(
            output.text(of: answer.summaries, showsNamespace: allNamespaces, on: surface, now: WallClock.now)
        )
    }
}

/// Names of objects on a command line.
enum ObjectNames {
    /// Refuses what cannot be the name of an object.
    static func check(_ names: [String]) throws {
        for name in names {
            if let problem = NameSyntax.dns1123Subdomain(name).first {
                throw ValidationError("\(name.goQuoted) is no name: \(problem)")
            }
        }
        let repeated = Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys.min()
        if let repeated { throw ValidationError("\(repeated) is given twice") }
    }
}
