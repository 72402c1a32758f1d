import ArgumentParser
import KopiaMaintenance
import ProgramOptions

/// The cluster that manifests are for: as the flags say, or as it says itself.
struct TargetOptions: ParsableArguments {
    /// The value of `--kubernetes-version` by which a cluster is asked.
    private static let asked = "cluster"

    @Option(
        help: ArgumentHelp(
            "The release of the cluster, such as 1.36 or v1.33.4+k3s1, or 'cluster' to ask the one that kubectl would; without it, what some supported release takes passes with a warning.",
            valueName: "version"
        ),
        completion: .list([asked])
    )
    var kubernetesVersion: String?

    @Option(help: CapabilityOptions.gatesHelp)
    var featureGates: String?

    @Option(
        help: ArgumentHelp(
            "With --kubernetes-version=cluster: the kubeconfig file; $KUBECONFIG or ~/.kube/config if left out.",
            valueName: "file"
        ),
        completion: .file()
    )
    var kubeconfig: String?

    @Option(
        help: ArgumentHelp(
            "With --kubernetes-version=cluster: the context of the kubeconfig; the current one if left out.",
            valueName: "name"
        )
    )
    var context: String?

    @Option(help: "With --kubernetes-version=cluster: how long its answer may take, 5s if left out; 0 for no limit.")
    var requestTimeout: DurationArgument?

    private static let usualTimeout = DurationArgument(.seconds(5))

    private var asksCluster: Bool { kubernetesVersion == Self.asked }

    /// Throws what is wrong with the flags.
    mutating func validate() throws {
        guard asksCluster || (kubeconfig == nil && context == nil && requestTimeout == nil) else {
            throw ValidationError(
                "--kubeconfig, --context and --request-timeout go with --kubernetes-version=\(Self.asked)"
            )
        }
        _ = try capabilities(of: asksCluster ? nil : kubernetesVersion)
    }

    /// What is known of the cluster, which is asked only if the flags say so.
    ///
    /// - Throws: a line that says which flag is wrong, or why the cluster does not tell.
    func capabilities() async throws -> ClusterCapabilities {
        guard asksCluster else { return try capabilities(of: kubernetesVersion).consistent() }
        return try capabilities(of: await release()).consistent()
    }

    private func capabilities(of version: String?) throws -> ClusterCapabilities {
        try CapabilityOptions.capabilities(kubernetesVersion: version, featureGates: featureGates)
    }

    private func release() async throws -> String? {
        let flags = [("kubeconfig", kubeconfig), ("context", context)]
        let arguments = flags.compactMap { name, value in value.map { "--\(name)=\($0)" } }
        var connection = try ConnectionArguments.parse(arguments)
        connection.requestTimeout = requestTimeout ?? Self.usualTimeout
        do {
            var release: String?
            // Whoever waits for a file to be judged waits once.
            try await Cluster.use(connection, attempts: 1) { release = try await $0.release().description }
            return release
        } catch let failure as CommandFailure {
            throw CommandFailure("--kubernetes-version=\(Self.asked): \(failure)", code: .usage)
        }
    }
}
