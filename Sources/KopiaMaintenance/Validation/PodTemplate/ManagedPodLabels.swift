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
    static let onEveryPod = Set(ofJobController + [ManagedLabels.maintenance, ManagedLabels.maintenanceName])

    /// Who sets the label of that key; nil if its user may.
    static func owner(of key: String) -> String? {
        if ofController.contains(key) { return "the controller" }
        if ofJobController.contains(key) { return "Kubernetes on the pods of every Job" }
        return nil
    }
}
