import KopiaMaintenance
import KubernetesAPI
import Manifests

/// Reviews files, one after the other.
struct ManifestReview {
    let files: ManifestFiles
    let unknownFields: UnknownFieldPolicy

    /// Reads every file and judges every KopiaMaintenance in it.
    func report() -> ReviewReport {
        var report = ReviewReport()
        report.failures = files.failures
        report.fileCount = files.names.count
        var progress = Progress(total: files.names.count)
        for name in files.names {
            progress.advance()
            do throws(ReadFailure) {
                review(Manifest(try ManifestFiles.bytes(of: name)), file: name, into: &report)
            } catch { report.failures.append(error) }
        }
        progress.finish()
        return report
    }

    /// Judges what a file holds; what could be read before a mistake counts.
    func review(_ manifest: Manifest, file: String, into report: inout ReviewReport) {
        for object in manifest.documents.flatMap(\.objects) {
            guard object.root["kind"] == .string(APINames.kind),
                object.root["apiVersion"]?.string?.hasPrefix("\(APINames.group)/") == true
            else {
                report.skipped[object.root["kind"]?.string ?? "without kind", default: 0] += 1
                continue
            }
            report.objects.append(ObjectReview(object, file: file, unknownFields: unknownFields).result)
        }
        guard let error = manifest.error else { return }
        report.failures.append(ReadFailure(file: file, position: error.position, message: error.message))
    }
}
