package import KubernetesAPI

/// An object as a store keeps it: its JSON as packed text, which takes a fraction of the room that the values take.
///
/// A controller knows thousands of objects and looks at a few at a time; parsing those again costs microseconds. Copies
/// share one piece of memory.
package struct CompactObject: Sendable {
    private let storage: Storage

    private final class Storage: Sendable {
        let key: ObjectKey
        let resourceVersion: ResourceVersion
        let uid: CompactUID
        let text: PackedText

        init(_ key: ObjectKey, _ resourceVersion: ResourceVersion, uid: CompactUID, text: PackedText) {
            self.key = key
            self.resourceVersion = resourceVersion
            self.uid = uid
            self.text = text
        }
    }

    /// The object, its text packed in that way; nil if it has no name.
    init?(_ object: JSONValue, pack: ([UInt8]) -> PackedText = { PackedText($0) }) {
        guard let key = ObjectKey(of: object) else { return nil }
        let metadata = ObjectMetadata(object["metadata"])
        let version = ResourceVersion(metadata.resourceVersion ?? "")
        storage = Storage(key, version, uid: CompactUID(metadata.uid ?? ""), text: pack(object.jsonBytes))
    }

    /// The object's name.
    package var key: ObjectKey { storage.key }

    /// The state of the object.
    package var resourceVersion: ResourceVersion { storage.resourceVersion }

    /// What tells the object from a later one of its name; empty if the server gave none.
    package var uid: String { storage.uid.text }

    /// True if it is the very object that the other one is, or was.
    func isSame(as other: CompactObject) -> Bool { key == other.key && storage.uid == other.storage.uid }

    /// The object.
    package var json: JSONValue {
        // The text came out of a value, so that it is well-formed.
        (try? JSONParser.parse(storage.text.bytes)) ?? .null
    }
}

extension CompactObject: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.storage === right.storage || (left.key == right.key && left.storage.text == right.storage.text)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(storage.key)
        hasher.combine(storage.text)
    }
}

extension JSONValue {
    /// The object without `metadata.managedFields`, which are half of a small object and nobody's business here.
    package var withoutManagedFields: JSONValue {
        guard case .object(var object) = self, case .object(var metadata)? = object["metadata"] else { return self }
        metadata["managedFields"] = nil
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
