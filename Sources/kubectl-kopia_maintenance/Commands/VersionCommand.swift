import ArgumentParser
import KubernetesAPI
import KubernetesClient
import Manifests
import ProgramOptions

/// `version`: of the plugin, and of what runs in the cluster.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Tell the versions of the plugin, the controller and the webhook.",
        usage: "kubectl kopia-maintenance version [--client] [-o text|json] [flags]",
        discussion: """
            Those of the cluster are the tags of the images of its Deployments, found by their labels. What a pod really \
            runs its metric build_info tells (docs/monitoring.md).

            EXAMPLES
              kubectl kopia-maintenance version --client
              kubectl kopia-maintenance version -o json

            OUTPUT
              text    a line for each program
              json    {plugin: VERSION, controller: [INSTALLED], webhook: [INSTALLED]}
                      INSTALLED is {namespace, deployment, version, image}

            EXIT CODES
              0  told
              1  the cluster refuses or cannot be reached; the plugin's is told
                 all the same
              2  a wrong flag, or a kubeconfig that cannot be used
            """
    )

    @Flag(help: "Of the plugin alone, without asking the cluster.")
    var client = false

    @Option(name: .shortAndLong, help: "How to print.")
    var output = VersionFormat.text

    @OptionGroup(title: "Which cluster") var cluster: ClusterArguments

    func run() async throws {
        guard !client else { return StandardStream.output.write(output.text(of: nil)) }
        do {
            try await Cluster.use(cluster) { cluster in
                StandardStream.output.write(output.text(of: try await InstalledPrograms(in: cluster)))
            }
        } catch let failure as CommandFailure {
            StandardStream.output.write(output.text(of: nil))
            throw failure
        }
    }
}

/// How `version` prints.
enum VersionFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// The versions as text that ends with a newline.
    func text(of installed: InstalledPrograms?) -> String {
        switch self {
        case .text:
            let lines = ["plugin: \(BuildVersion.current)"] + (installed?.lines ?? [])
            return lines.map { "\($0)\n" }.joined()
        case .json:
            let value = JSONValue.present([
                ("plugin", .string(BuildVersion.current)), ("controller", installed?.json("controller")),
                ("webhook", installed?.json("webhook")),
            ])
            return value.indentedText + "\n"
        }
    }
}
