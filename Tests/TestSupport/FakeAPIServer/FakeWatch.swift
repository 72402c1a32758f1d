import KubernetesAPI

/// One watch that is open.
struct FakeWatch: Sendable {
    /// What is watched.
    let resource: FakeResource
    /// The namespace; nil for all.
    let namespace: String?
    /// Which of its objects.
    let selector: FakeSelector
    /// True if only metadata is sent.
    let metadataOnly: Bool
    /// Where frames go.
    let connection: FakeConnection
    /// True if the watch gets nothing, not even bookmarks: it started in the future, or a test silenced it.
    var isSilent = false

    /// Sends what a change means to this watch, if anything.
    func send(_ change: FakeClusterState.Change) {
        guard !isSilent, change.resource == resource, namespace.map({ $0 == change.name.namespace }) ?? true else {
            return
        }
        let was = change.old.map(selector.matches) ?? false
        let `is` = change.new.map(selector.matches) ?? false
        switch (was, `is`) {
        case (false, false): return
        case (false, true): send("ADDED", change.new)
        case (true, true): send("MODIFIED", change.new)
        // A deleted object is sent in its last state, with the resource version of its end.
        case (true, false):
            let version = JSONValue.string(String(change.version))
            send("DELETED", (change.new ?? change.old)?.replacing(["metadata", "resourceVersion"], with: version))
        }
    }

    /// Sends a bookmark.
    func sendBookmark(_ version: Int64, endsInitialEvents: Bool = false) {
        guard !isSilent else { return }
        var metadata = JSONObject(members: [("resourceVersion", .string(String(version)))])
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        sendFrame(
            "BOOKMARK",
            [
                "kind": .string(resource.kind), "apiVersion": .string(resource.apiVersion),
                "metadata": .object(metadata),
            ]
        )
    }

    /// Sends an event about an object.
    func send(_ type: String, _ object: JSONValue?) {
        guard let object else { return }
        sendFrame(type, metadataOnly ? object.partialMetadata : object)
    }

    /// Sends a refusal within the stream.
    func sendError(_ status: FakeStatus) { sendFrame("ERROR", status.json) }

    private func sendFrame(_ type: String, _ object: JSONValue) {
        let frame: JSONValue = ["type": .string(type), "object": object]
        connection.writeChunk(frame.jsonBytes + [UInt8(ascii: "\n")])
    }
}

extension JSONValue {
    /// The object as `meta.k8s.io/v1` PartialObjectMetadata.
    var partialMetadata: JSONValue {
        ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": self["metadata"] ?? [:]]
    }
}
