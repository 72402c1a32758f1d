/// A feature gate of the API server that decides what may be written into a pod.
///
/// After `pkg/features/kube_features.go` of Kubernetes 1.36; these are the gates that validation asks, or that drop a
/// field before it (`pkg/api/pod/util.go`), of the fields that a KopiaMaintenance has.
package enum FeatureGate: String, CaseIterable, Sendable {
    /// Without it the claims of a container are dropped.
    case dynamicResourceAllocation = "DynamicResourceAllocation"
    /// Without it `procMount` is `Default`, whatever was written.
    case procMountType = "ProcMountType"
    /// Without it `seLinuxChangePolicy` is dropped.
    case seLinuxChangePolicy = "SELinuxChangePolicy"
    /// Brings the policy `MountOption`.
    case seLinuxMount = "SELinuxMount"
    /// Without it `supplementalGroupsPolicy` is dropped.
    case supplementalGroupsPolicy = "SupplementalGroupsPolicy"
    /// Brings the toleration operators `Lt` and `Gt`.
    case taintTolerationComparisonOperators = "TaintTolerationComparisonOperators"
}

extension FeatureGate {
    /// What a gate is in a release, and in later ones until there is another entry.
    struct Stage {
        enum Maturity {
            case alpha
            case beta
            case stable
        }

        let since: KubernetesVersion
        let maturity: Maturity
        let isOnByDefault: Bool
        /// True if an API server refuses to start with anything but the default.
        var isLocked = false
    }

    private var history: [Stage] {
        switch self {
        case .dynamicResourceAllocation:
            [
                Stage(since: KubernetesVersion(1, 32), maturity: .beta, isOnByDefault: false),
                Stage(since: KubernetesVersion(1, 34), maturity: .stable, isOnByDefault: true),
                Stage(since: KubernetesVersion(1, 35), maturity: .stable, isOnByDefault: true, isLocked: true),
            ]
        case .procMountType, .seLinuxChangePolicy:
            [
                Stage(since: KubernetesVersion(1, 33), maturity: .beta, isOnByDefault: true),
                Stage(since: KubernetesVersion(1, 36), maturity: .stable, isOnByDefault: true, isLocked: true),
            ]
        case .seLinuxMount: [Stage(since: KubernetesVersion(1, 33), maturity: .beta, isOnByDefault: false)]
        case .supplementalGroupsPolicy:
            [
                Stage(since: KubernetesVersion(1, 33), maturity: .beta, isOnByDefault: true),
                Stage(since: KubernetesVersion(1, 35), maturity: .stable, isOnByDefault: true, isLocked: true),
            ]
        case .taintTolerationComparisonOperators:
            [Stage(since: KubernetesVersion(1, 35), maturity: .alpha, isOnByDefault: false)]
        }
    }

    /// What the gate is in a release; nil if that does not have it.
    func stage(in version: KubernetesVersion) -> Stage? { history.last { $0.since <= version } }

    /// The first release that does not let anybody change the gate.
    var lockedSince: KubernetesVersion? { history.first(where: \.isLocked)?.since }

    /// The gate, and where there is none of it: for people whose value needs it.
    var need: String {
        let since = history.first.map(\.since).flatMap { $0 > KubernetesVersion.supported.lowerBound ? $0 : nil }
        let existence = since.map { "which exists from Kubernetes \($0) on and is" } ?? "which is"
        return "needs the feature gate \(rawValue), \(existence) off by default"
    }

    /// The gate, and up to where it can be off: for people whose value is refused where it is on.
    var absence: String {
        "where the feature gate \(rawValue) is off" + (lockedSince.map { " (before Kubernetes \($0))" } ?? "")
    }
}
