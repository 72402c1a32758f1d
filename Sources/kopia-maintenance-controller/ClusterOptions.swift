import ArgumentParser
import KubernetesClient

/// Which cluster, which part of it, and how hard to work on it.
struct ClusterOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = ConnectionOptions.flags + ["namespace", "workers", "kube-api-qps", "kube-api-burst"]

    @OptionGroup var connection: ConnectionOptions

    @Option(help: ArgumentHelp("Look at this namespace only.", valueName: "name"))
    var namespace: String?

    @Option(help: "How many objects are looked at at once.")
    var workers = 4

    @Option(
        name: .customLong("kube-api-qps"),
        help: ArgumentHelp(
            "At most so many requests per second to the API server in the long run; 0 leaves fairness to the API server.",
            valueName: "number"
        )
    )
    var requestsPerSecond = 0.0

    @Option(
        name: .customLong("kube-api-burst"),
        help: ArgumentHelp("With --kube-api-qps: so many requests may follow each other at once.", valueName: "number")
    )
    var burst = 100

    mutating func validate() throws {
        guard (1...64).contains(workers) else { throw ValidationError("--workers is between 1 and 64") }
        guard (0...1_000_000).contains(requestsPerSecond) else {
            throw ValidationError("--kube-api-qps is between 0 and 1000000")
        }
        guard (1...1_000_000).contains(burst) else {
            throw ValidationError("--kube-api-burst is between 1 and 1000000")
        }
    }

    /// The limit of requests; nil for none, which API priority and fairness makes the better default: a limit of the
    /// client's own, blind to how busy the server is, turns thousands of objects into minutes of waiting.
    var rateLimit: ClientTuning.RateLimit? {
        requestsPerSecond > 0 ? ClientTuning.RateLimit(perSecond: requestsPerSecond, burst: burst) : nil
    }
}
