import KopiaMaintenance
import KubernetesAPI
import Manifests

/// The KopiaMaintenance objects of files, and what else was found there.
struct MaintenanceManifests {
    /// An object and its file.
    struct Found {
        let object: ManifestDocument
        let file: String
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
        var progress = Progress(total: files.names.count)
        for name in files.names {
            progress.advance()
            do throws(ReadFailure) {
                add(Manifest(try ManifestFiles.bytes(of: name)), file: name)
            } catch {
                failures.append(error)
                fileCount += 1
            }
        }
        progress.finish()
    }

    /// Takes what a file holds; what could be read before a mistake counts.
    mutating func add(_ manifest: Manifest, file: String) {
        fileCount += 1
        for object in manifest.documents.flatMap(\.objects) {
            if object.root["kind"] == .string(APINames.kind),
                object.root["apiVersion"]?.string?.hasPrefix("\(APINames.group)/") == true
            {
                found.append(Found(object: object, file: file))
            } else {
                skipped[object.root["kind"]?.string ?? "without kind", default: 0] += 1
            }
        }
        guard let error = manifest.error else { return }
        failures.append(ReadFailure(file: file, position: error.position, message: error.message))
    }
}
