import ArgumentParser
import ProgramOptions

/// How replicas agree on who works.
struct ElectionOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = [
        "leader-elect", "leader-elect-name", "leader-elect-namespace", "leader-elect-lease-duration",
        "leader-elect-renew-deadline", "leader-elect-retry-period",
    ]

    @Option(help: "Whether replicas elect a leader: true or false. Without, there must be one replica only.")
    var leaderElect = true

    @Option(help: "The name of the Lease.")
    var leaderElectName = "kopia-maintenance-controller"

    @Option(help: ArgumentHelp("The namespace of the Lease; otherwise that of the pod or context.", valueName: "name"))
    var leaderElectNamespace: String?

    @Option(help: "After so long without a sign of life another replica takes over.")
    var leaderElectLeaseDuration = DurationArgument(.seconds(15))

    @Option(help: "After so long without a renewal the leader stops by itself.")
    var leaderElectRenewDeadline = DurationArgument(.seconds(10))

    @Option(help: "How long to wait between attempts.")
    var leaderElectRetryPeriod = DurationArgument(.seconds(2))
}
