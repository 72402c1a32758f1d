import ArgumentParser
import KopiaMaintenance
import KubernetesAPI

/// `render`: what the controller would create.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Show what the controller would create.",
        usage: "kubectl kopia-maintenance render -f FILE|DIR|- [-f …] [-R] [-n NAMESPACE] [-o yaml|json] [flags]",
        discussion: """
            Fills in the defaults of each KopiaMaintenance, as the webhook does, and prints the objects that it becomes, \
            in the order in which they are applied: the ServiceAccount, the claim for the cache, the CronJob of a \
            schedule or the Job of a manual run; last, once for each namespace, the ConfigMap with the scripts, which is \
            applied first. What the API server gives them (owner, uid, status) is not there.

            The cluster's controller may be set up otherwise: the flags below are its own, with its defaults.

            EXAMPLES
              kubectl kopia-maintenance render -f maintenance.yaml
              kubectl kopia-maintenance render -f maintenance.yaml -o json \\
                | jq '.items[] | select(.kind == "CronJob") | .spec.schedule'
              kubectl kopia-maintenance render -f maintenance.yaml -n backup \\
                | kubectl diff -f -

            OUTPUT
              yaml    a document for each object
              json    a List of all objects

            EXIT CODES
              0  everything was rendered
              1  something would be rejected, and was not rendered
              2  a wrong flag, a file that cannot be read, or a cluster that does not
                 tell its release
            """
    )

    @OptionGroup var manifests: ManifestArguments

    @Option(
        name: .shortAndLong,
        help: "The namespace of objects that name none; parts of the names depend on it."
    )
    var namespace = "default"

    @Option(name: .shortAndLong, help: "How to print.")
    var output = RenderFormat.yaml

    @OptionGroup(title: "The controller's flags") var installation: InstallationOptions

    @OptionGroup(title: "The cluster that the objects are for") var target: TargetOptions

    mutating func validate() throws {
        guard let problem = NameSyntax.dns1123Label(namespace).first else { return }
        throw ValidationError("--namespace: \(problem)")
    }

    func run() async throws {
        let manifests = try manifests.read()
        let cluster = try await target.capabilities()
        let rendered = manifests.found.map {
            RenderedMaintenance($0, namespace: namespace, options: installation.rendering, on: cluster)
        }
        StandardStream.output.write(output.text(of: rendered))
        let complaints = rendered.flatMap(\.refusals) + manifests.failures.map(\.line)
        StandardStream.error.write(complaints.map { "\($0)\n" }.joined())
        if !manifests.failures.isEmpty { throw ExitCode(2) }
        if !rendered.allSatisfy(\.refusals.isEmpty) { throw ExitCode(1) }
    }
}
