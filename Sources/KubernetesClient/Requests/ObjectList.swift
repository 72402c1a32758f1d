import KubernetesAPI

/// The objects that a list found.
package struct ObjectList<Item> {
    /// What was kept of the objects.
    package var items: [Item]
    /// The resource version at which the list is true, to start a watch from.
    package var resourceVersion: String
    /// False if the list had to be continued at a later state than it began at.
    package var isConsistent: Bool
}

extension ObjectList: Sendable where Item: Sendable {}

/// What a list does when the API server no longer has the state that it began at.
package enum ExpiredListPolicy: Hashable, Sendable {
    /// It begins again, and the second time without pages, so that it always ends and is true of one moment.
    case restart
    /// It goes on with what is there now, which may miss objects that changed meanwhile.
    case resume
}

/// One page of a list.
struct ListPage {
    /// The objects.
    let items: [JSONValue]
    /// The resource version of the whole list.
    let resourceVersion: String
    /// Where to go on; nil at the end.
    let continueToken: String?

    /// The page that a list object denotes.
    init(_ json: JSONValue) throws(KubernetesError) {
        guard let kind = json["kind"]?.string, kind.hasSuffix("List"), let metadata = json["metadata"] else {
            throw .unreadableAnswer(.shape("list"))
        }
        // Go writes an empty list as null.
        let elements = json["items"]?.array ?? []
        let itemKind = String(kind.dropLast("List".count))
        let apiVersion = json["apiVersion"]?.string ?? ""
        items = elements.map { $0.completed(apiVersion: apiVersion, kind: itemKind) }
        resourceVersion = metadata["resourceVersion"]?.string ?? ""
        continueToken = metadata["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension JSONValue {
    /// The object with `apiVersion` and `kind`, which the API server leaves out within lists of built-in kinds.
    fileprivate func completed(apiVersion: String, kind: String) -> JSONValue {
        guard case .object(let object) = self, object["kind"] == nil else { return self }
        var members: [JSONObject.Member] = [("apiVersion", .string(apiVersion)), ("kind", .string(kind))]
        members += object.members.filter { $0.name != "apiVersion" }
        return .object(JSONObject(members: members))
    }
}
