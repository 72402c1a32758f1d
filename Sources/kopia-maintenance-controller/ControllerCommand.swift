import ArgumentParser
import ProgramOptions

/// The program: flags in, a controller out.
@main
struct ControllerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kopia-maintenance-controller",
        abstract: "Turns KopiaMaintenance objects into CronJobs, Jobs, volumes and status.",
        discussion: """
            Finds the cluster as kubectl does: --kubeconfig, $KUBECONFIG, the service account of its pod, ~/.kube/config. \
            With --leader-elect any number of replicas may run: one works, the others are ready to.

              GET /livez /healthz /readyz /metrics     probe port

            SIGTERM finishes what is under way and gives the lead back. Every flag can be given as an environment \
            variable: --mover-image is KM_MOVER_IMAGE. A flag wins. Durations are written 250ms, 30s, 1m30s.
            """,
        version: BuildVersion.current,
        subcommands: [CertificatesCommand.self]
    )

    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "What the cluster can do") var capabilities: CapabilityOptions
    @OptionGroup(title: "Maintenance runs") var runs: RunOptions
    @OptionGroup(title: "Leader election") var election: ElectionOptions
    @OptionGroup(title: "Certificates of the webhook") var certificates: CertificateOptions
    @OptionGroup(title: "Probes") var probes: ProbeOptions
    @OptionGroup(title: "Logging") var logging: LoggingOptions

    func run() throws {
        try ControllerProgram(self).run()
    }

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // Flags from the environment come first, and would be the parent's: the subcommand is a program of its own.
        guard arguments.first != CertificatesCommand.name else {
            ProgramLauncher.run(
                CertificatesCommand.self,
                flags: CertificatesCommand.flags,
                arguments: Array(arguments.dropFirst())
            )
        }
        ProgramLauncher.run(
            Self.self,
            flags: ClusterOptions.flags + CapabilityOptions.flags + RunOptions.flags + ElectionOptions.flags
                + CertificateOptions.flags + ProbeOptions.flags + LoggingOptions.flags
        )
    }
}
