package import KubernetesAPI
package import Logging

/// A client of one cluster's API server.
///
/// Objects are JSON; nothing of them is lost or interpreted.
///
/// Any task may use it; copies share connections. Every operation ends promptly when its task is cancelled, with
/// ``KubernetesError/cancelled``. ``shutdown()`` must be called, once, when nobody uses it any more.
package struct APIClient: Sendable {
    let connection: ServerConnection
    private let lane: Lane
    private let retry: RetryPolicy
    private let mayWrite: @Sendable () -> Bool

    /// A client that has not connected yet.
    ///
    /// - Parameters:
    ///   - configuration: the cluster, and who is asking.
    ///   - tuning: the numbers by which it behaves.
    ///   - time: the clock by which retries and the rate limit wait.
    ///   - random: where jitter comes from.
    ///   - logger: gets retries, and the API server's warnings.
    ///   - observe: is told of every attempt; called from any task, and should return at once.
    package init(
        _ configuration: ClientConfiguration,
        tuning: ClientTuning = ClientTuning(),
        time: TimeSource = .system,
        random: RandomSource = .system,
        logger: Logger,
        observe: @escaping @Sendable (RequestObservation) -> Void = { _ in }
    ) {
        connection = ServerConnection(
            configuration,
            tuning: tuning,
            time: time,
            random: random,
            logger: logger,
            observe: observe
        )
        lane = .requests
        retry = tuning.retry
        mayWrite = { true }
    }

    private init(
        _ connection: ServerConnection,
        lane: Lane,
        retry: RetryPolicy,
        mayWrite: @escaping @Sendable () -> Bool
    ) {
        self.connection = connection
        self.lane = lane
        self.retry = retry
        self.mayWrite = mayWrite
    }

    /// The same client, whose writes are held back while the condition is false.
    ///
    /// The condition is asked immediately before each write is sent (controller-facts §2.24).
    package func fenced(by mayWrite: @escaping @Sendable () -> Bool) -> APIClient {
        APIClient(connection, lane: lane, retry: retry, mayWrite: mayWrite)
    }

    /// The same client on the connection that is kept for the lease, sending everything once.
    var forLease: APIClient { APIClient(connection, lane: .lease, retry: .never, mayWrite: mayWrite) }

    /// Ends all connections; requests under way fail.
    package func shutdown() async { await connection.shutdown() }

    /// Sends a request and returns the object that answers it.
    ///
    /// - Parameter request: any request; the operations below make the usual ones.
    /// - Returns: the object.
    /// - Throws: ``KubernetesError``.
    package func send(_ request: APIRequest) async throws(KubernetesError) -> JSONValue {
        try await answer(to: request).object
    }

    /// Sends a request and returns the object that answers it, and what the API server warns of.
    ///
    /// - Parameter request: any request.
    /// - Returns: the object, and the warnings in the order in which they came.
    /// - Throws: ``KubernetesError``.
    package func answer(
        to request: APIRequest
    ) async throws(KubernetesError) -> (object: JSONValue, warnings: [String]) {
        try await connection.object(request, lane: lane, retry: retry, mayWrite: mayWrite)
    }
}

// MARK: - Reading

extension APIClient {
    /// Reads an object.
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - key: its name.
    ///   - metadataOnly: true to get `apiVersion`, `kind` and `metadata` alone.
    /// - Returns: the object.
    /// - Throws: ``KubernetesError``.
    package func get(
        _ resource: APIResource,
        _ key: ObjectKey,
        metadataOnly: Bool = false
    ) async throws(KubernetesError) -> JSONValue {
        let representation: APIRequest.Representation = metadataOnly ? .metadata : .full
        let object = try await send(APIRequest(.get, path: resource.path(of: key), representation: representation))
        return metadataOnly ? object.metadataOnly : object
    }

    /// Reads an object that may not be there.
    ///
    /// - Parameters:
    ///   - resource: its resource.
    ///   - key: its name.
    ///   - metadataOnly: true to get `apiVersion`, `kind` and `metadata` alone.
    /// - Returns: the object; nil if there is none. A resource that the API server does not know is an error all the
    ///   same.
    /// - Throws: ``KubernetesError``.
    package func find(
        _ resource: APIResource,
        _ key: ObjectKey,
        metadataOnly: Bool = false
    ) async throws(KubernetesError) -> JSONValue? {
        do {
            return try await get(resource, key, metadataOnly: metadataOnly)
        } catch .status(let status) where status.isAbout(key) {
            return nil
        }
    }

    /// Reads all objects of a selection, page by page.
    ///
    /// - Parameters:
    ///   - selection: which objects.
    ///   - policy: what to do when the state that the list began at is gone.
    ///   - transform: what to keep of each object, which has its `apiVersion` and `kind`; called page by page, so that no
    ///     more is held than is kept.
    /// - Returns: the list.
    /// - Throws: ``KubernetesError``.
    package func list<Item>(
        _ selection: ObjectSelection,
        onExpiry policy: ExpiredListPolicy = .restart,
        transform: (JSONValue) -> Item
    ) async throws(KubernetesError) -> ObjectList<Item> {
        var pager = ListPager<Item>(selection, policy: policy, pageSize: connection.tuning.pageSize)
        return try await pager.read { item in
            transform(selection.metadataOnly ? item.metadataOnly : item)
        } fetch: { request throws(KubernetesError) in
            try await send(request)
        }
    }

    /// Reads all objects of a selection, page by page, whole.
    ///
    /// - Parameters:
    ///   - selection: which objects.
    ///   - policy: what to do when the state that the list began at is gone.
    /// - Returns: the list.
    /// - Throws: ``KubernetesError``.
    package func list(
        _ selection: ObjectSelection,
        onExpiry policy: ExpiredListPolicy = .restart
    ) async throws(KubernetesError) -> ObjectList<JSONValue> {
        try await list(selection, onExpiry: policy) { $0 }
    }

    /// Watches a selection.
    ///
    /// - Parameters:
    ///   - selection: which objects.
    ///   - resourceVersion: the state to start from, of a list or of an earlier event; empty for any recent one.
    ///   - sendsInitialEvents: true to get all objects first, as `ADDED`, then a bookmark that says so (KEP-3157).
    /// - Returns: the events.
    /// - Throws: ``KubernetesError``; a resource version that is too old may be reported by the first event instead.
    package func watch(
        _ selection: ObjectSelection,
        from resourceVersion: String,
        sendsInitialEvents: Bool = false
    ) async throws(KubernetesError) -> WatchStream {
        let lifetime = connection.watchLifetime
        var query = [
            (name: "watch", value: "true"), (name: "allowWatchBookmarks", value: "true"),
            (name: "timeoutSeconds", value: String(lifetime.components.seconds)),
        ]
        if !resourceVersion.isEmpty { query.append((name: "resourceVersion", value: resourceVersion)) }
        if sendsInitialEvents {
            query.append((name: "sendInitialEvents", value: "true"))
            query.append((name: "resourceVersionMatch", value: "NotOlderThan"))
        }
        let body = try await connection.stream(selection.request(.watch, query))
        return WatchStream(body, frameLimit: connection.tuning.frameLimit, metadataOnly: selection.metadataOnly)
    }

    /// Reads a container's log.
    ///
    /// - Parameters:
    ///   - pod: the pod.
    ///   - options: which part. Without `limitBytes` a log longer than the client's limit is an error.
    /// - Returns: the bytes as the container wrote them; they need not be UTF-8.
    /// - Throws: ``KubernetesError``.
    package func podLog(_ pod: ObjectKey, _ options: LogOptions = LogOptions()) async throws(KubernetesError) -> [UInt8]
    {
        let path = APIResource.pods.path(of: pod, subresource: "log")
        let request = APIRequest(.get, path: path, query: options.query, representation: .text)
        return try await connection.bytes(request, limit: connection.tuning.bodyLimit)
    }

    /// Reads a container's log line by line, however long it is.
    ///
    /// - Parameters:
    ///   - pod: the pod.
    ///   - options: where to begin.
    ///   - follows: true to go on with what is written from now on, until the container ends.
    /// - Returns: the lines as they come.
    /// - Throws: ``KubernetesError``.
    package func podLogLines(
        _ pod: ObjectKey,
        _ options: LogOptions = LogOptions(),
        follows: Bool
    ) async throws(KubernetesError) -> LineStream {
        let path = APIResource.pods.path(of: pod, subresource: "log")
        let query = options.query + (follows ? [(name: "follow", value: "true")] : [])
        let body = try await connection.stream(APIRequest(.get, path: path, query: query, representation: .text))
        return LineStream(body, lineLimit: connection.tuning.frameLimit)
    }
}

extension APIResource {
    /// The path of an object or of its subresource.
    func path(of key: ObjectKey, subresource: String? = nil) -> String {
        path(namespace: key.namespace, name: key.name, subresource: subresource)
    }
}

extension JSONValue {
    /// The object without anything but metadata, should a server ever answer with more than it was asked for.
    var metadataOnly: JSONValue {
        guard let members = object?.members else { return self }
        return .object(JSONObject(members: members.filter { ["apiVersion", "kind", "metadata"].contains($0.name) }))
    }
}

extension APIStatus {
    /// True if this says that the very object is not there, rather than that the server does not know its resource.
    func isAbout(_ key: ObjectKey) -> Bool { reason == "NotFound" && details?.name == key.name }
}
