import ArgumentParser
import KubernetesAPI
import KubernetesClient
import Manifests
import ProgramOptions

/// Which cluster, as whom, and where in it: kubectl's flags of the same names.
struct ClusterArguments: ParsableArguments {
    @OptionGroup var connection: ConnectionArguments

    @Option(help: ArgumentHelp("The cluster of the kubeconfig, in place of the context's.", valueName: "name"))
    var cluster: String?
}

/// The same, for a command to which `--cluster` means something else.
struct ConnectionArguments: ParsableArguments {
    @Option(name: .shortAndLong, help: "The namespace; that of the context if left out.")
    var namespace: String?

    @Option(
        help: ArgumentHelp("The kubeconfig file; $KUBECONFIG or ~/.kube/config if left out.", valueName: "file"),
        completion: .file()
    )
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig; the current one if left out.", valueName: "name"))
    var context: String?

    @Option(help: ArgumentHelp("The user of the kubeconfig, in place of the context's.", valueName: "name"))
    var user: String?

    @Option(name: [.customShort("s"), .long], help: ArgumentHelp("The address of the API server.", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("A bearer token, in place of the user's.", valueName: "token"))
    var token: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Act as this user.", valueName: "user"))
    var impersonatedUser: String?

    @Option(
        name: .customLong("as-group"),
        help: ArgumentHelp("Act as a member of this group, with --as. May be repeated.", valueName: "group")
    )
    var impersonatedGroups: [String] = []

    @Flag(name: .customLong("insecure-skip-tls-verify"), help: "Do not check the certificate of the API server.")
    var skipsVerification = false

    @Option(help: "How long one answer of the API server may take.")
    var requestTimeout = DurationArgument(.seconds(30))

    mutating func validate() throws {
        if let namespace, let problem = NameSyntax.dns1123Label(namespace).first {
            throw ValidationError("--namespace: \(problem)")
        }
        if let server, let problem = Self.problem(ofServer: server) { throw ValidationError("--server: \(problem)") }
        guard impersonatedGroups.isEmpty || impersonatedUser != nil else {
            throw ValidationError("--as-group needs --as")
        }
        if let token, !token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
            throw ValidationError("--token has a character that no token has")
        }
        for (name, value) in [("as", impersonatedUser)] + impersonatedGroups.map({ ("as-group", $0) }) {
            // What stands in a header of a request.
            guard value?.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) ?? true else {
                throw ValidationError("--\(name) has control characters")
            }
        }
    }

    private static func problem(ofServer url: String) -> String? {
        do {
            _ = try ServerAddress(url, field: "it")
            return nil
        } catch {
            return error.description
        }
    }
}

extension ConnectionArguments {
    /// The flags as the client's configuration takes them.
    ///
    /// - Parameter cluster: the cluster of the kubeconfig, in place of the context's.
    /// - Returns: what takes the place of what the kubeconfig says.
    func overrides(cluster: String?) -> ConfigurationOverrides {
        var overrides = ConfigurationOverrides(context: context, cluster: cluster, user: user)
        overrides.namespace = namespace
        overrides.server = server
        overrides.token = token
        overrides.skipsVerification = skipsVerification
        overrides.impersonatedUser = impersonatedUser
        overrides.impersonatedGroups = impersonatedGroups
        return overrides
    }
}

extension ClusterArguments {
    /// Where kubeconfigs are found.
    ///
    /// - Parameter environment: the variables of this process.
    /// - Returns: a source that reads YAML.
    static func source(environment: [String: String]) -> ConfigurationSource {
        ConfigurationSource(environment: environment) { bytes in
            let manifest = Manifest(bytes)
            if let error = manifest.error { throw error }
            return manifest.documents.first?.root ?? .null
        }
    }
}
