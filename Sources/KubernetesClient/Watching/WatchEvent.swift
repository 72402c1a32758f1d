package import KubernetesAPI

/// What a watch tells of.
package enum WatchEvent: Hashable, Sendable {
    /// The object is new, to the cluster or to the selection.
    case added(JSONValue)
    /// The object changed.
    case modified(JSONValue)
    /// The object is gone, or no longer selected; its last state.
    case deleted(JSONValue)
    /// Nothing changed up to this resource version; true if the initial objects of a streaming list are complete.
    case bookmark(resourceVersion: String, endsInitialEvents: Bool)

    /// The annotation of the bookmark that ends a streaming list (KEP-3157).
    private static let initialEventsEnd = "k8s.io/initial-events-end"

    /// The event of one frame.
    ///
    /// - Parameter frame: the JSON of a line.
    /// - Returns: the event; nil for a type that a later Kubernetes may add.
    /// - Throws: ``KubernetesError/status(_:)`` for an `ERROR` event, ``KubernetesError/unreadableAnswer(_:)`` for what is
    ///   no event.
    package static func decode(_ frame: JSONValue) throws(KubernetesError) -> WatchEvent? {
        guard let type = frame["type"]?.string else { throw .unreadableAnswer(.shape("event type")) }
        guard let object = frame["object"] else { throw .unreadableAnswer(.shape("event object")) }
        switch type {
        case "ADDED": return .added(object)
        case "MODIFIED": return .modified(object)
        case "DELETED": return .deleted(object)
        case "BOOKMARK":
            let metadata = ObjectMetadata(object["metadata"])
            guard let version = metadata.resourceVersion else { throw .unreadableAnswer(.shape("resource version")) }
            let ends = metadata.annotation(initialEventsEnd) == "true"
            return .bookmark(resourceVersion: version, endsInitialEvents: ends)
        case "ERROR":
            guard let status = APIStatus(object, httpStatus: 500) else { throw .unreadableAnswer(.shape("status")) }
            throw .status(status)
        default: return nil
        }
    }

    /// The event with an object that has nothing but metadata.
    var metadataOnly: WatchEvent {
        switch self {
        case .added(let object): .added(object.metadataOnly)
        case .modified(let object): .modified(object.metadataOnly)
        case .deleted(let object): .deleted(object.metadataOnly)
        case .bookmark: self
        }
    }
}
