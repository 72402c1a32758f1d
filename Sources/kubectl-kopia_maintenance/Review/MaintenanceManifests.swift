import KopiaMaintenance
import KubernetesAPI
import Manifests

/// The KopiaMaintenance objects of files, and what else was found there.
struct MaintenanceManifests {
    /// An object and its file.
    struct Found {
        let object: ManifestDocument
        let file: String
        /// True if a kustomization lays it over another object.
        var isPatch = false
    }

    /// In the order of the files.
    private(set) var found: [Found] = []
    /// What could not be read.
    private(set) var failures: [ReadFailure] = []
    /// How many objects of each other kind were passed over.
    private(set) var skipped: [String: Int] = [:]
    /// How many files were looked at.
    private(set) var fileCount = 0

    /// Nothing yet.
    init() {}

    /// Reads files, one after the other.
    init(of files: ManifestFiles) {
        failures = files.failures
        let patches = KustomizePatches(beside: files.names)
        var progress = Progress(total: files.names.count)
        for name in files.names {
            progress.advance()
            do throws(ReadFailure) {
                let bytes = try ManifestFiles.bytes(of: name)
                add(
                    Manifest(bytes),
                    file: name,
                    isPatch: patches.contain(name),
                    isTemplate: Self.looksLikeTemplate(bytes)
                )
            } catch {
                failures.append(error)
                fileCount += 1
            }
        }
        progress.finish()
    }

    /// Takes what a file holds; what could be read before a mistake counts.
    ///
    /// - Parameters:
    ///   - manifest: what was read.
    ///   - file: the name of the file.
    ///   - isPatch: true if a kustomization lays it over other objects.
    ///   - isTemplate: true if the file is one that Helm, or the like, has yet to fill in.
    mutating func add(_ manifest: Manifest, file: String, isPatch: Bool = false, isTemplate: Bool = false) {
        fileCount += 1
        for object in manifest.documents.flatMap(\.objects) {
            if object.root["kind"] == .string(APINames.kind),
                object.root["apiVersion"]?.string?.hasPrefix("\(APINames.group)/") == true
            {
                found.append(Found(object: object, file: file, isPatch: isPatch))
            } else {
                skipped[object.root["kind"]?.string ?? "without kind", default: 0] += 1
            }
        }
        guard let error = manifest.error else { return }
        failures.append(ReadFailure(error, in: file, template: isTemplate ? Self.templateHint : nil))
    }

    private static let templateHint =
        "a template, no manifest yet: helm template CHART | kubectl kopia-maintenance review -f -"

    /// True of the text of a file that Helm, or the like, may have yet to fill in.
    static func looksLikeTemplate(_ bytes: [UInt8]) -> Bool { bytes.contains(Array("{{".utf8)) }
}

extension ReadFailure {
    /// A mistake in a file's text, behind what to do if the file is a template.
    init(_ error: ManifestError, in file: String, template hint: String?) {
        let message = hint.map { "\($0) (\(error.message))" } ?? error.message
        self.init(file: file, position: error.position, message: message)
    }
}
