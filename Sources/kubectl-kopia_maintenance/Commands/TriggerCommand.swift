import ArgumentParser
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import ProgramOptions

/// `trigger`: one run now.
struct TriggerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trigger",
        abstract: "Ask for one run now, and wait for it if you like.",
        usage: """
            kubectl kopia-maintenance trigger NAME [-n NAMESPACE] [--tag TAG] [--wait [--timeout 1h]] [--follow] [flags]
            """,
        discussion: """
            On an object with a manual trigger this sets spec.trigger.manual. On a scheduled one it sets the annotation \
            volsync.backube/run-requested, and the schedule stays as it is. Either way it is one run for each tag, never \
            two at once on a repository, and none while the object is suspended.

            EXAMPLES
              kubectl kopia-maintenance trigger nightly -n backup
              kubectl kopia-maintenance trigger nightly --wait --timeout 30m
              kubectl kopia-maintenance trigger nightly --tag before-upgrade --follow

            The same without this plugin:
              kubectl annotate kmaint nightly volsync.backube/run-requested=TAG \\
                --overwrite

            WAITING
              Progress goes to standard error, the log and the verdict to standard
              output. A terminal shows what the run wrote last; a pipe is told when
              that has changed, once a minute at most. Of a run that failed the last
              lines are printed. Control-C ends the waiting, not the run.

            EXIT CODES
              0    asked for; with --wait: it succeeded
              1    refused; with --wait: it failed, and why
              2    a wrong flag
              3    --timeout is over, and the run goes on
              130  Control-C, and the run goes on
            """
    )

    @Argument(help: "The object.")
    var name: String

    @Option(help: "The tag of the run; a new one if left out.")
    var tag: String?

    @Flag(help: "Wait until the run is over.")
    var wait = false

    @Option(help: "With --wait: for so long at most.")
    var timeout = DurationArgument(.seconds(3600))

    @Flag(help: "Wait, and print the log as the run writes it.")
    var follow = false

    @OptionGroup(title: "Which cluster") var cluster: ClusterArguments

    mutating func validate() throws {
        try ObjectNames.check([name])
        if let tag, let problem = RunTag.problem(with: tag) { throw ValidationError("--tag \(problem)") }
        guard timeout.duration > .zero else { throw ValidationError("--timeout is more than 0") }
    }

    func run() async throws {
        var random = SystemRandomNumberGenerator()
        let tag = tag ?? RunTag.unique(now: WallClock.now, random: &random)
        try await Cluster.use(cluster) { cluster in
            let key = ObjectKey(namespace: cluster.namespace, name: name)
            try await ask(for: tag, key, cluster)
            guard wait || follow else { return }
            let waiting = RunWait(cluster: cluster, key: key, tag: tag, followsLog: follow)
            try await attend(waiting, key)
        }
    }

    private func ask(for tag: String, _ key: ObjectKey, _ cluster: Cluster) async throws(CommandFailure) {
        let object = KopiaMaintenance(Defaulting(try await cluster.maintenance(key)).object)
        switch TriggerRequest(object).step(for: tag, isChosen: self.tag != nil) {
        case .refused(let why): throw CommandFailure("\(key): \(why)")
        case .pending:
            StandardStream.output.write("\(key.resourceName) unchanged: the run of \(tag) is asked for already\n")
        case .patch(let patch):
            try await cluster.patch(key, patch)
            StandardStream.output.write("\(key.resourceName) triggered: tag \(tag)\n")
        }
    }

    private func attend(_ waiting: RunWait, _ key: ObjectKey) async throws {
        let place = "\(key.name) -n \(key.namespace)"
        let interruption = Interruption(
            saying: "stopped waiting; the run goes on: kubectl kopia-maintenance logs \(place) -f"
        )
        defer { interruption.end() }
        let limit = timeout.duration
        let failure = CommandFailure(
            "\(key) has not ended after \(timeout.defaultValueDescription), and goes on: "
                + "kubectl kopia-maintenance status \(place)",
            code: .timedOut
        )
        try await withTimeLimit(limit, otherwise: failure) { try await waiting.run() }
    }
}
