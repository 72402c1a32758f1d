package import KubernetesAPI

/// Takes over the fields that the Go controller set on an object, so that applying can remove them.
///
/// Server-side apply removes a field only where the same manager applied it before. The Go controller wrote by plain
/// updates, which leaves its fields standing beside ours: the whole Secret in the environment, volumes that are gone.
/// Renaming its entry among the managed fields makes them ours (Kubernetes documentation, "Server-Side Apply",
/// transferring ownership).
package enum FieldAdoption {
    /// What the Go controller is recorded as: the name of its binary (client-go, `DefaultKubernetesUserAgent`).
    private static let formerManager = "manager"

    /// The JSON Patch that takes over the fields of an object; nil if there are none to take over.
    ///
    /// The patch names the version that it was made for: a write in between makes it a conflict.
    ///
    /// - Parameters:
    ///   - object: the object as it is stored, managed fields included.
    ///   - manager: who applies from now on.
    /// - Returns: the operations.
    package static func patch(of object: JSONValue, to manager: String) -> [JSONValue]? {
        let metadata = object["metadata"]
        guard let version = metadata?["resourceVersion"]?.nonEmptyString,
            let entries = metadata?["managedFields"]?.array, entries.contains(where: isFormer)
        else { return nil }
        // Where ours stands already, the taken over one holds at least what is to be removed, and the next apply the rest.
        let adopted = entries.filter { !isApplied($0, by: manager) }.map { entry in
            isFormer(entry) ? applied(entry, by: manager) : entry
        }
        return [
            ["op": "add", "path": "/metadata/managedFields", "value": .array(adopted)],
            ["op": "add", "path": "/metadata/resourceVersion", "value": .string(version)],
        ]
    }

    /// True for what was written to the object itself; the status is not ours to apply.
    private static func isFormer(_ entry: JSONValue) -> Bool {
        entry["manager"]?.string == formerManager && entry["operation"] == "Update"
            && entry["subresource"]?.nonEmptyString == nil
    }

    private static func isApplied(_ entry: JSONValue, by manager: String) -> Bool {
        entry["manager"]?.string == manager && entry["operation"] == "Apply"
            && entry["subresource"]?.nonEmptyString == nil
    }

    private static func applied(_ entry: JSONValue, by manager: String) -> JSONValue {
        guard var object = entry.object else { return entry }
        object["manager"] = .string(manager)
        object["operation"] = "Apply"
        return .object(object)
    }
}
