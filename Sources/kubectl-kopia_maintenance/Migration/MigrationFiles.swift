import Manifests

/// The files that are to be migrated, or why none is touched.
struct MigrationFiles {
    /// A file and what it holds.
    struct File {
        let name: String
        let text: ManifestText
        /// True if a kustomization lays it over other objects.
        let isPatch: Bool
        /// True if it holds objects of a cluster, which are told by their names instead of their places.
        var isLive = false
    }

    private(set) var files: [File] = []
    private(set) var failures: [ReadFailure] = []
    /// Patches that would undo a migration.
    private(set) var patches: [PatchObstacle] = []

    /// Reads files.
    init(_ found: ManifestFiles) {
        let names = found.names
        failures = found.failures
        let patches = KustomizePatches(beside: names)
        self.patches = PatchObstacle.all(beside: names)
        for name in names {
            do throws(ReadFailure) {
                files.append(try Self.file(name, isPatch: patches.contain(name)))
            } catch { failures.append(error) }
        }
    }

    private static let templateHint = "a template, no manifest yet: edit it by hand"

    private static func file(_ name: String, isPatch: Bool) throws(ReadFailure) -> File {
        let bytes = try ManifestFiles.bytes(of: name)
        let text = ManifestText(bytes)
        if let error = text.manifest.error {
            let isTemplate = MaintenanceManifests.looksLikeTemplate(bytes)
            throw ReadFailure(error, in: name, template: isTemplate ? templateHint : nil)
        }
        return File(name: name, text: text, isPatch: isPatch)
    }
}
