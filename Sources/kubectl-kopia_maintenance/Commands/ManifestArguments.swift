import ArgumentParser

/// Which manifests a command reads.
struct ManifestArguments: ParsableArguments {
    @Option(name: [.customShort("f"), .customLong("filename")], help: filenameHelp, completion: filenameCompletion)
    var filenames: [String]

    @Flag(name: [.customShort("R"), .customLong("recursive")], help: recursiveHelp)
    var isRecursive = false

    /// Reads them.
    func read() -> MaintenanceManifests {
        MaintenanceManifests(of: ManifestFiles(filenames, isRecursive: isRecursive))
    }
}

/// The same, for a command that has another subject as well.
struct OptionalManifestArguments: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: ManifestArguments.filenameHelp,
        completion: ManifestArguments.filenameCompletion
    )
    var filenames: [String] = []

    @Flag(name: [.customShort("R"), .customLong("recursive")], help: ManifestArguments.recursiveHelp)
    var isRecursive = false
}

extension ManifestArguments {
    static let filenameHelp = ArgumentHelp(
        "A manifest, a directory of manifests (*.yaml, *.yml, *.json), or - for standard input. May be repeated.",
        valueName: "file|dir|-"
    )

    static let filenameCompletion = CompletionKind.file(extensions: ManifestFiles.extensions)

    static let recursiveHelp: ArgumentHelp = "Descend into directories."
}
