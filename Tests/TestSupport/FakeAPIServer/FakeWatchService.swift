import KubernetesAPI

/// Serves one watch from its request to its end; blocks the connection's thread.
struct FakeWatchService: Sendable {
    let cluster: FakeCluster
    let connection: FakeConnection
    let servesStreamingLists: Bool

    /// Serves a watch.
    func serve(_ request: FakeRequest, _ resource: FakeResource, namespace: String?) {
        if request.query["sendInitialEvents"] == "true" {
            let matches = request.query["resourceVersionMatch"] == "NotOlderThan"
            guard servesStreamingLists, matches else {
                let why = servesStreamingLists ? "resourceVersionMatch is required" : "sendInitialEvents is forbidden"
                let status = FakeStatus.invalid(resource.plural, "", field: "sendInitialEvents", why)
                return connection.write(FakeResponse.refusal(status).bytes())
            }
        }
        let watch = FakeWatch(
            resource: resource,
            namespace: namespace,
            selector: request.selector,
            metadataOnly: request.wantsMetadataOnly,
            connection: connection
        )
        connection.write(FakeResponse().chunkedHead)
        guard let id = try? start(watch, request) else { return connection.endBody(abruptly: false) }
        let limit = request.query["timeoutSeconds"].flatMap(Int32.init) ?? 3600
        let byClient = connection.waitForClient(milliseconds: limit.multipliedReportingOverflow(by: 1000).partialValue)
        try? cluster.mutate { contents throws(FakeStatus) in
            let watch = contents.watches.removeValue(forKey: id)
            if !byClient { watch?.sendBookmark(contents.state.version) }
        }
        if !byClient { connection.endBody(abruptly: false) }
    }

    /// Sends what the watch has missed and lets it hear of what follows; its number, or nil if it is over already.
    private func start(_ watch: FakeWatch, _ request: FakeRequest) throws(FakeStatus) -> Int? {
        try cluster.mutate { contents throws(FakeStatus) in
            var watch = watch
            let state = contents.state
            let from = request.query["resourceVersion"].flatMap(Int64.init) ?? 0
            if from > state.version {
                // A watch from the future gets nothing, not even bookmarks, until the present has caught up.
                watch.isSilent = true
            } else if request.query["sendInitialEvents"] == "true" || from == 0 {
                for object in state.list(watch.resource) where watch.selects(object) { watch.send("ADDED", object) }
                if request.query["sendInitialEvents"] == "true" {
                    watch.sendBookmark(state.version, endsInitialEvents: true)
                }
            } else if from < state.oldestVersion {
                watch.sendError(.tooOld(from, oldest: state.oldestVersion))
                return nil
            } else {
                for change in state.history where change.version > from { watch.send(change) }
            }
            contents.lastWatch += 1
            contents.watches[contents.lastWatch] = watch
            return contents.lastWatch
        }
    }
}

extension FakeWatch {
    /// True if the object is among those that are watched.
    fileprivate func selects(_ object: JSONValue) -> Bool {
        selector.matches(object) && (namespace == nil || object.at("metadata", "namespace")?.string == namespace)
    }
}
