import ArgumentParser
import ProgramOptions

/// How the webhook ends.
struct ShutdownOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = ["shutdown-delay", "shutdown-timeout"]

    /// As long as endpoints take to forget a pod in a cluster under load.
    @Option(
        help: ArgumentHelp(
            "How long after SIGTERM new connections are still served, while /readyz fails already.",
            valueName: DurationArgument.valueName
        )
    )
    var shutdownDelay = DurationArgument(.seconds(5))

    /// With the delay it stays below the 30 seconds after which the kubelet kills.
    @Option(
        help: ArgumentHelp(
            "How long after that requests may take to finish; what is left is cut.",
            valueName: DurationArgument.valueName
        )
    )
    var shutdownTimeout = DurationArgument(.seconds(20))
}
