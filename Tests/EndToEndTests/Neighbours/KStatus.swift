import KubernetesAPI

/// What Flux takes an object of an unknown kind for, by the rules of kstatus.
///
/// `checkGenericProperties` and `checkReadyCondition` in `sigs.k8s.io/cli-utils/pkg/kstatus/status`: a deletion, then the
/// generation, then `Reconciling` and `Stalled` in the order in which they stand, then `Ready`; without any of them the
/// object is current.
enum KStatus: String {
    case current = "Current"
    case inProgress = "InProgress"
    case failed = "Failed"
    case terminating = "Terminating"

    init(of object: JSONValue) {
        if object["metadata"]?["deletionTimestamp"] != nil {
            self = .terminating
            return
        }
        let observed = object["status"]?["observedGeneration"]
        guard observed == nil || observed == object["metadata"]?["generation"] else {
            self = .inProgress
            return
        }
        let conditions = object["status"]?["conditions"]?.array ?? []
        for condition in conditions where condition["status"] == "True" {
            if condition["type"] == "Reconciling" { self = .inProgress; return }
            if condition["type"] == "Stalled" { self = .failed; return }
        }
        let ready = conditions.first { $0["type"] == "Ready" }
        self = ready.map { $0["status"] == "True" ? .current : .inProgress } ?? .current
    }
}
