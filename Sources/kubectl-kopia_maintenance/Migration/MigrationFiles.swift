import FoundationEssentials
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

    /// Reads everything that the arguments name.
    init(_ arguments: [String], isRecursive: Bool) {
        let names = names(of: arguments, isRecursive: isRecursive)
        let patches = KustomizePatches(beside: names)
        self.patches = PatchObstacle.all(beside: names)
        for name in names {
            do throws(ReadFailure) {
                files.append(try Self.file(name, isPatch: patches.contain(name)))
            } catch { failures.append(error) }
        }
    }

    /// The names of the files; one that two arguments name is a mistake, a link beside its file in a directory is not.
    private mutating func names(of arguments: [String], isRecursive: Bool) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for argument in arguments {
            let found = ManifestFiles([argument], isRecursive: isRecursive)
            failures += found.failures
            let others = seen
            for name in found.names {
                let path = Self.path(of: name)
                if others.contains(path) {
                    failures.append(ReadFailure(file: name, position: nil, message: "named twice by -f"))
                } else if seen.insert(path).inserted {
                    names.append(name)
                }
            }
        }
        return names
    }

    /// The file itself, whatever links lead to it.
    private static func path(of name: String) -> String {
        name == ManifestFiles.standardInput ? name : URL(filePath: name).resolvingSymlinksInPath().path
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
