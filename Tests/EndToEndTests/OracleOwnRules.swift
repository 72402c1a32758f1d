import KopiaMaintenance
import KubernetesAPI

/// A rule that is this project's own: what it refuses, the API server would take.
///
/// All others have to be the API server's as well, so nothing may hide behind this list: an entry says where its finding
/// stands, of which kind it is and, where that is not enough, which words it has or for which objects it holds.
struct OracleOwnRule: Sendable {
    let path: String
    let cause: Finding.Cause
    var detail = ""
    var holds: @Sendable (KopiaMaintenanceSpec) -> Bool = { _ in true }

    static let all: [OracleOwnRule] = [
        // A run starts by the calendar or by hand.
        OracleOwnRule(path: "spec.trigger", cause: .forbidden),
        // A schedule that never fires is one that nobody notices.
        OracleOwnRule(path: "spec.trigger.schedule", cause: .invalid, detail: "the schedule can never fire"),
        OracleOwnRule(path: "spec.schedule", cause: .invalid, detail: "the schedule can never fire"),
        // The tag goes to status, events and logs.
        OracleOwnRule(path: "spec.trigger.manual", cause: .tooLong),
        OracleOwnRule(path: "spec.trigger.manual", cause: .invalid),
        // The controller keeps to these; what a CronJob has is never less than Kubernetes must keep.
        OracleOwnRule(path: "spec.successfulJobsHistoryLimit", cause: .invalid),
        OracleOwnRule(path: "spec.failedJobsHistoryLimit", cause: .invalid),
        OracleOwnRule(path: "spec.ttlSecondsAfterFinished", cause: .invalid),
        // Ten minutes at least, where the API server takes any time.
        OracleOwnRule(path: "spec.activeDeadlineSeconds", cause: .invalid) { ($0.activeDeadlineSeconds ?? 0) >= 0 },
        // There is one authority, and it is somewhere.
        OracleOwnRule(path: "spec.repository.customCA", cause: .forbidden),
        OracleOwnRule(path: "spec.repository.customCA", cause: .required),
        // The kubelet would not start the container.
        OracleOwnRule(path: "spec.podSecurityContext.runAsUser", cause: .invalid, detail: "must not be root"),
        OracleOwnRule(path: "spec.containerSecurityContext.runAsUser", cause: .invalid, detail: "must not be root"),
        // Labels that others set on the pod are not taken from here.
        OracleOwnRule(path: "spec.moverPodLabels[*]", cause: .forbidden),
        // Environment to the API server, sizes to kopia.
        OracleOwnRule(path: "spec.metadataCacheSizeLimitMB", cause: .invalid),
        OracleOwnRule(path: "spec.contentCacheSizeLimitMB", cause: .invalid),
        // The API server does not mind a mode that stands twice.
        OracleOwnRule(path: "spec.cacheAccessModes[*]", cause: .duplicate),
        // A volume without a path is not mounted; one without a source the API server would make an emptyDir.
        OracleOwnRule(path: "spec.moverVolumes[*].mountPath", cause: .required) { spec in
            (spec.moverVolumes?.array ?? []).contains { $0["mountPath"] == nil }
        },
        OracleOwnRule(path: "spec.moverVolumes[*].volumeSource", cause: .required),
        // A path that stands twice, once at such a volume.
        OracleOwnRule(path: "spec.moverVolumes[*].mountPath", cause: .duplicate) { spec in
            (spec.moverVolumes?.array ?? []).indices.contains { !OracleOrigin.isRendered(moverVolume: $0, of: spec) }
        },
    ]

    /// Tells whether a finding is of one of these rules, or inside of something that is not rendered because of one.
    static func explain(_ finding: Finding, of spec: KopiaMaintenanceSpec) -> Bool {
        let pattern = pattern(of: finding.path)
        if pattern.hasPrefix("spec.moverVolumes[*]"),
            case .index(let index)? = finding.path.segments.dropFirst(2).first,
            !OracleOrigin.isRendered(moverVolume: index, of: spec)
        {
            return true
        }
        return all.contains {
            $0.path == pattern && $0.cause == finding.cause && finding.detail.contains($0.detail) && $0.holds(spec)
        }
    }

    /// The path with a star for each index and key.
    private static func pattern(of path: FieldPath) -> String {
        path.segments.reduce(into: "") { text, segment in
            switch segment {
            case .name(let name): text += text.isEmpty ? name : ".\(name)"
            case .index, .key: text += "[*]"
            }
        }
    }
}
