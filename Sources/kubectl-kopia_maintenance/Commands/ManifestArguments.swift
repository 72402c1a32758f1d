import ArgumentParser

/// Which manifests a command reads.
struct ManifestArguments: ParsableArguments {
    @Option(name: [.customShort("f"), .customLong("filename")], help: filenameHelp, completion: filenameCompletion)
    var filenames: [String]

    @Flag(name: [.customShort("R"), .customLong("recursive")], help: recursiveHelp)
    var isRecursive = false

    /// Reads them.
    ///
    /// - Throws: an exit code if a file is named twice, which is said.
    func read() throws -> MaintenanceManifests {
        MaintenanceManifests(of: try Self.find(filenames, isRecursive: isRecursive))
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

    /// Finds them.
    ///
    /// - Throws: as ``ManifestArguments/find(_:isRecursive:)``.
    func find() throws -> ManifestFiles { try ManifestArguments.find(filenames, isRecursive: isRecursive) }
}

extension ManifestArguments {
    /// Finds files for any command, none of which does anything where a file is named twice.
    ///
    /// - Throws: an exit code if a file is named twice, which is said.
    static func find(_ filenames: [String], isRecursive: Bool) throws -> ManifestFiles {
        let files = ManifestFiles(filenames, isRecursive: isRecursive)
        guard files.repetitions.isEmpty else {
            StandardStream.error.write(files.repetitions.map { "\($0.line)\n" }.joined())
            throw ExitCode(CommandFailure.Code.usage.rawValue)
        }
        return files
    }

    static let filenameHelp = ArgumentHelp(
        "A manifest, a directory of manifests (*.yaml, *.yml, *.json), or - for standard input. May be repeated.",
        valueName: "file|dir|-"
    )

    static let filenameCompletion = CompletionKind.file(extensions: ManifestFiles.extensions)

    static let recursiveHelp: ArgumentHelp = "Descend into directories."
}
