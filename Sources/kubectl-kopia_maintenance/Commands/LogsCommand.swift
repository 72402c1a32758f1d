import ArgumentParser
import KubernetesAPI
import KubernetesClient
import ProgramOptions

/// `logs`: what a run has written.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print the log of the run under way, or of the last one.",
        usage: "kubectl kopia-maintenance logs NAME [-n NAMESPACE] [-f] [--job JOB] [--since 1h] [--tail N] [flags]",
        discussion: """
            A log goes with its pod. Where that is gone, this says so, and what the status still knows of the run.

            EXAMPLES
              kubectl kopia-maintenance logs nightly -n backup
              kubectl kopia-maintenance logs nightly -f --tail 20

            EXIT CODES
              0  printed
              1  there is no log, no such object, or the cluster refuses
              2  a wrong flag
            """
    )

    @Argument(help: "The object.")
    var name: String

    @Flag(name: .shortAndLong, help: "Wait until the run begins, and go on until it ends.")
    var follow = false

    @Option(help: "The Job of the run, as status NAME lists them.")
    var job: String?

    @Option(help: "Only what was written in the last so long, such as 10m.")
    var since: DurationArgument?

    @Option(help: ArgumentHelp("Only so many lines from the end.", valueName: "count"))
    var tail: Int?

    @Flag(help: "With the time in front of each line.")
    var timestamps = false

    @OptionGroup(title: "Which cluster") var cluster: ClusterArguments

    mutating func validate() throws {
        guard tail.map({ $0 >= 0 }) ?? true else { throw ValidationError("--tail is a number of lines") }
        guard since.map({ $0.duration >= .seconds(1) }) ?? true else {
            throw ValidationError("--since is at least 1s")
        }
        try ObjectNames.check([name] + [job].compactMap(\.self))
    }

    func run() async throws {
        var options = LogOptions(tailLines: tail)
        options.sinceSeconds = since.map { Int($0.duration.components.seconds) }
        options.timestamps = timestamps
        let wanted = options
        try await Cluster.use(cluster) { cluster in
            let key = ObjectKey(namespace: cluster.namespace, name: name)
            try await RunLog(cluster: cluster, key: key, options: wanted).show(job: job, follows: follow)
        }
    }
}
