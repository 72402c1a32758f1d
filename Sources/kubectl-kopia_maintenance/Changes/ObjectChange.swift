import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// What a person on call changes about objects.
enum ObjectChange: Hashable {
    case suspend
    case resume
    case resetFailures

    /// What is to be done about one object.
    enum Step: Hashable {
        /// It is so already; why.
        case nothing(String)
        /// A merge patch (RFC 7396), what it does, and what else there is to know; empty if nothing.
        case patch(JSONValue, done: String, hint: String)
    }

    /// The step that makes an object so.
    func step(for object: KopiaMaintenance) -> Step {
        switch self {
        case .suspend:
            guard object.spec.suspend != true else { return .nothing("is suspended already") }
            return .patch(["spec": ["suspend": true]], done: "suspended", hint: Self.runsOn(object))
        case .resume:
            guard object.spec.suspend == true else { return .nothing("is not suspended") }
            return .patch(["spec": ["suspend": false]], done: "resumed", hint: Self.stillHeld(object))
        case .resetFailures: return Self.reset(object)
        }
    }

    private static func reset(_ object: KopiaMaintenance) -> Step {
        let (key, status) = (APINames.resetFailuresAnnotation, MaintenanceStatus(of: object))
        guard object.metadata.annotation(key) != "true" else {
            return .nothing("is asked for already, and the controller has not seen it: is it running?")
        }
        guard status.maintenanceFailures > 0 || status.lastManualFailure != nil else {
            return .nothing("has no failures")
        }
        let patch = JSONValue.object(JSONObject(members: [(key, "true")]))
        return .patch(["metadata": ["annotations": patch]], done: "failures reset", hint: "")
    }

    private static func runsOn(_ object: KopiaMaintenance) -> String {
        MaintenanceStatus(of: object).condition("Reconciling")?["reason"] == "ManualMaintenanceRunning"
            ? "the run under way goes on" : ""
    }

    /// Held by failures it stays what it was.
    private static func stillHeld(_ object: KopiaMaintenance) -> String {
        let failures = MaintenanceStatus(of: object).maintenanceFailures
        guard failures >= Planner.failureLimit, let name = object.metadata.name else { return "" }
        let place = object.metadata.namespace.map { " -n \($0)" } ?? ""
        return "still held after \(failures) failures: kubectl kopia-maintenance reset-failures \(name)\(place)"
    }
}
