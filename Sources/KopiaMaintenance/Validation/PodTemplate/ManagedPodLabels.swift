import KubernetesAPI

/// The labels of a maintenance pod that its user may not choose.
package enum ManagedPodLabels {
    /// By these the controller finds what belongs to a KopiaMaintenance; a value of the user's would hide a pod from it.
    package static let ofController = [
        ManagedLabels.maintenance, ManagedLabels.maintenanceName, ManagedLabels.maintenanceType,
    ]

    /// By these the Job controller finds its pods; a Job whose template has another value for one is refused
    /// (`validateGeneratedSelector` in `pkg/apis/batch/validation`), so no run would ever start.
    package static let ofJobController = [
        "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name",
    ]

    /// What every pod of a run has beside its user's labels.
    static let onEveryPod = Set(
        (ofJobController + [ManagedLabels.maintenance, ManagedLabels.maintenanceName]).map(ExactText.init)
    )

    /// Who sets the label of that key; nil if its user may.
    static func owner(of key: Span<UInt8>) -> String? {
        guard let number = owned.number(of: key) else { return nil }
        return number < ofController.count ? "the controller" : "Kubernetes on the pods of every Job"
    }

    private static let owned = NameTable(ofController + ofJobController)
}
