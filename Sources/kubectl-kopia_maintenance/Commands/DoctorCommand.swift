import ArgumentParser
import KubernetesAPI
import KubernetesClient

/// `doctor`: everything that can be wrong.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at everything that can be wrong with the installation and with objects.",
        usage: "kubectl kopia-maintenance doctor [-n NAMESPACE | -A] [-o text|json] [flags]",
        discussion: """
            Nothing is changed: what is tried out is tried as a dry run on the API server. Of a Secret the names of its \
            keys are taken from its metadata; where that does not tell them, or one seems to lack, the Secret is read and \
            its values are let go at once. Of the webhook's Secret only the certificates are kept: caBundle is compared \
            with them. What is really served the dry run proves.

            EXAMPLES
              kubectl kopia-maintenance doctor
              kubectl kopia-maintenance doctor -A
              kubectl kopia-maintenance doctor -A -o json \\
                | jq -r '.sections[].checks[] | select(.verdict == "wrong") | .statement'

            SIGNS
              ✓  well
              ✗  wrong; the line below says how to mend it
              !  it works; think about it all the same
              ?  nobody could look or tell; for want of a right the line below names it

            LOOKED AT
              installation  the definition, its versions and its fields; both webhook
                            configurations, the Service and the certificate
                            behind them; whether objects go through them; the
                            programs, and who leads
              you           the rights that the plugin's commands need
              each object   its mistakes and deprecated fields, what the
                            controller says of it, Secret, authority, claims,
                            StorageClass, ServiceAccount; whether quotas, limits,
                            Pod Security and policies admit its Job and pod
              together      objects on one repository, runs at one moment

            OUTPUT
              text    a line for each check
              json    {sound, wrong, advice, unknown: COUNT,
                       sections: [{title, checks: [{verdict, statement, remedy}]}]}
                      verdict is sound, wrong, advice or unknown.

            EXIT CODES
              0  nothing wrong was seen
              1  something is wrong, or the cluster does not answer
              2  a wrong flag, or a kubeconfig that cannot be used
            """
    )

    @Flag(name: [.customShort("A"), .long], help: "The objects of all namespaces.")
    var allNamespaces = false

    @Option(name: .shortAndLong, help: "How to print.")
    var output = CheckReportFormat.text

    @OptionGroup(title: "Which cluster") var cluster: ClusterArguments

    func run() async throws {
        try await Cluster.use(cluster, showsWarnings: false) { cluster in
            let namespace = allNamespaces ? nil : cluster.namespace
            let surface = Surface.ofOutput(ProcessEnvironment.variables)
            let report = try await Doctor(cluster, namespace: namespace, now: WallClock.now).report { section in
                StandardStream.output.write(output.text(of: section, on: surface))
            }
            StandardStream.output.write(output.ending(of: report, on: surface))
            if report.count(.wrong) > 0 { throw ExitCode(CommandFailure.Code.refused.rawValue) }
        }
    }
}
