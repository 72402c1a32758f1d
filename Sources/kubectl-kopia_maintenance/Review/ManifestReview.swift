import KopiaMaintenance

/// Judges every KopiaMaintenance of some manifests.
struct ManifestReview {
    let unknownFields: UnknownFieldPolicy
    /// The cluster that they are for.
    var cluster = ClusterCapabilities.unknown

    /// What is said of them.
    func report(on manifests: MaintenanceManifests) -> ReviewReport {
        var report = ReviewReport()
        report.objects = manifests.found.map {
            ObjectReview(
                $0.object,
                file: $0.file,
                unknownFields: unknownFields,
                isPatch: $0.isPatch,
                on: cluster
            ).result
        }
        SharedRepositories(of: manifests.found, as: report.objects).remark(in: &report.objects)
        report.failures = manifests.failures
        report.skipped = manifests.skipped
        report.fileCount = manifests.fileCount
        return report
    }
}
