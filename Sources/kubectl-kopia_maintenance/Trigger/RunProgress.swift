import KopiaMaintenance
import KubernetesAPI

/// How far a pod of a run is, in words.
enum RunProgress {
    /// `pod p on node n: pulls its image`.
    static func sentence(about pod: ObservedPod) -> String { "pod \(pod.name)\(node(of: pod)): \(step(of: pod))" }

    /// True once the pod's run writes a log.
    static func hasBegun(_ pod: ObservedPod) -> Bool {
        let state = containerState(of: pod)
        return state?["running"] != nil || state?["terminated"] != nil
    }

    private static func node(of pod: ObservedPod) -> String {
        pod.json["spec"]?["nodeName"]?.string.map { " on node \($0.printable)" } ?? ""
    }

    private static func step(of pod: ObservedPod) -> String {
        if pod.metadata.isBeingDeleted { return "is being removed" }
        switch pod.json["status"]?["phase"]?.string {
        case "Succeeded": return "has succeeded"
        case "Failed": return "has failed"
        default: break
        }
        let state = containerState(of: pod)
        if state?["running"] != nil { return "at work" }
        if state?["terminated"] != nil { return "has ended" }
        let waiting = state?["waiting"]
        if let word = waiting?["reason"]?.string, !["ContainerCreating", "PodInitializing"].contains(word) {
            return [word, waiting?["message"]?.string].compactMap(\.self).joined(separator: ": ").oneLine
        }
        guard pod.json["spec"]?["nodeName"]?.string != nil else { return waitsForNode(pod) }
        return "prepares volumes and image"
    }

    private static func waitsForNode(_ pod: ObservedPod) -> String {
        let conditions = pod.json["status"]?["conditions"]?.array ?? []
        let scheduling = conditions.first { $0["type"] == "PodScheduled" && $0["status"] == "False" }
        let why = scheduling?["message"]?.string.map { ": \($0.oneLine)" } ?? ""
        return "waits for a node\(why)"
    }

    private static func containerState(of pod: ObservedPod) -> JSONValue? {
        let containers = pod.json["status"]?["containerStatuses"]?.array ?? []
        let run = containers.first { $0["name"]?.string == PodTemplate.containerName } ?? containers.first
        return run?["state"]
    }
}
