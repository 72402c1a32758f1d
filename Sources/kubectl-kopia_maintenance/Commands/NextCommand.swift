import ArgumentParser
import KubernetesAPI
import TimeZoneDatabase

/// `next`: when runs will start.
struct NextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Say when maintenance runs next, without a cluster.",
        usage: """
            kubectl kopia-maintenance next -f FILE|DIR|- [-f …] [-R] [-c COUNT] [--time-zone ZONE] [-o text|json]
            kubectl kopia-maintenance next --schedule SCHEDULE [-c COUNT] [--time-zone ZONE] [-o text|json]
            """,
        discussion: """
            Explains the schedule of each KopiaMaintenance and lists the times at which the CronJob controller will \
            start it, on the clocks of the zone: a time that they skip does not run that day, one that they repeat \
            may run twice. An interval (@every) is counted from now, where the cluster counts from the last run.

            EXAMPLES
              kubectl kopia-maintenance next -f maintenance.yaml
              kubectl kopia-maintenance next --schedule '30 2 * * SUN' -c 10 \\
                --time-zone Europe/Paris

            OUTPUT
              text    a line for each schedule, and one for each run below it
              json    {schedules: [{file, line, namespace, name, state, tag, schedule,
                                    timeZone, explanation, runs: [TIME]}]}
                      state is scheduled, manual, suspended or disabled. What does
                      not apply is left out. Fields may be added; none changes
                      its meaning.

            EXIT CODES
              0  every schedule is listed
              1  something would be rejected, and is not listed
              2  a wrong flag, or a file that cannot be read
            """
    )

    @OptionGroup var manifests: OptionalManifestArguments

    @Option(help: "A schedule, in place of manifests.")
    var schedule: String?

    @Option(name: .shortAndLong, help: "How many runs of each, at most 1000.")
    var count = 5

    @Option(
        help: ArgumentHelp(
            "List the runs after this time, such as 2026-01-31T00:00:00Z; now if left out.",
            valueName: "time"
        )
    )
    var from: String?

    @OptionGroup var zone: ZoneOption

    @Option(name: .shortAndLong, help: "How to print.")
    var output = ForecastFormat.text

    mutating func validate() throws {
        guard manifests.filenames.isEmpty != (schedule == nil) else {
            throw ValidationError("give either --filename or --schedule")
        }
        guard (1...1000).contains(count) else { throw ValidationError("--count is between 1 and 1000") }
        guard from.map({ Timestamp.unixSeconds(parsing: $0) != nil }) ?? true else {
            throw ValidationError("--from is a time such as 2026-01-31T00:00:00Z")
        }
    }

    func run() throws {
        guard let named = NamedTimeZone(zone.timeZone) else { throw ExitCode(2) }
        let now = WallClock.now
        let start = from.flatMap { Timestamp.unixSeconds(parsing: $0) } ?? now
        let question = RunQuestion(count: count, start: start, zoneName: zone.timeZone, zone: named)
        if let schedule { try list(schedule, question) } else { try listManifests(question) }
    }

    private func list(_ schedule: String, _ question: RunQuestion) throws {
        do {
            say([try RunForecast(schedule: schedule, question)], question)
        } catch {
            complain(["error: \(schedule.goQuoted): \(error)"])
            throw ExitCode(1)
        }
    }

    private func listManifests(_ question: RunQuestion) throws {
        let manifests = MaintenanceManifests(of: try manifests.find())
        let forecasts = manifests.found.map { RunForecast($0, question) }
        say(forecasts, question)
        let refusals = forecasts.flatMap { forecast -> [String] in
            if case .rejected(let lines) = forecast.state { lines } else { [] }
        }
        complain(refusals + manifests.failures.map(\.line))
        if !manifests.failures.isEmpty { throw ExitCode(2) }
        if !refusals.isEmpty { throw ExitCode(1) }
    }

    private func say(_ forecasts: [RunForecast], _ question: RunQuestion) {
        StandardStream.output.write(output.text(of: forecasts, in: question.zoneName))
    }

    private func complain(_ lines: [String]) {
        StandardStream.error.write(lines.map { "\($0)\n" }.joined())
    }
}
