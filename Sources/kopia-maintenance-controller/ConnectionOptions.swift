import ArgumentParser
import KubernetesAPI
import KubernetesClient
import Manifests

/// Which cluster.
struct ConnectionOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = ["kubeconfig", "context"]

    @Option(help: ArgumentHelp("The kubeconfig file.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig; its current one otherwise.", valueName: "name"))
    var context: String?

    /// Finds the cluster, and how to authenticate there.
    ///
    /// - Parameter environment: the variables of this process.
    /// - Returns: the cluster.
    /// - Throws: an error of one line.
    func configuration(environment: [String: String]) throws -> ClientConfiguration {
        let source = ConfigurationSource(environment: environment) { bytes in
            let manifest = Manifest(bytes)
            if let error = manifest.error { throw error }
            return manifest.documents.first?.root ?? .null
        }
        return try source.load(kubeconfig: kubeconfig, ConfigurationOverrides(context: context))
    }
}
