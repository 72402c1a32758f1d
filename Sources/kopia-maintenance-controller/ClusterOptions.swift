import ArgumentParser

/// Which cluster, and which part of it.
struct ClusterOptions: ParsableArguments {
    /// The names of the flags, for their environment variables.
    static let flags = ["kubeconfig", "context", "namespace", "workers"]

    @Option(help: ArgumentHelp("The kubeconfig file.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig; its current one otherwise.", valueName: "name"))
    var context: String?

    @Option(help: ArgumentHelp("Look at this namespace only.", valueName: "name"))
    var namespace: String?

    @Option(help: "How many objects are looked at at once.")
    var workers = 4

    mutating func validate() throws {
        guard (1...64).contains(workers) else { throw ValidationError("--workers is between 1 and 64") }
    }
}
