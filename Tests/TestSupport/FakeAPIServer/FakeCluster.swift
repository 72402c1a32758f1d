package import KubernetesAPI
import Synchronization

/// The objects of a fake API server, as a test reaches them past HTTP: as another client of the cluster would.
///
/// Watches hear of every change in its order, while the change is made.
package final class FakeCluster: Sendable {
    struct Contents: Sendable {
        var state = FakeClusterState()
        var watches: [Int: FakeWatch] = [:]
        var lastWatch = 0
        var continuations: [String: [JSONValue]] = [:]
        var logs: [FakeObjectName: String] = [:]
    }

    private let contents = Mutex(Contents())
    private let resources: [FakeResource]

    init(resources: [FakeResource]) { self.resources = resources }

    /// Runs a change and tells the watches what came of it.
    func mutate<Value: Sendable>(
        _ change: (inout Contents) throws(FakeStatus) -> Value
    ) throws(FakeStatus) -> Value {
        try contents.withLock { contents throws(FakeStatus) in
            let before = contents.state.version
            defer {
                for change in contents.state.history where change.version > before {
                    for watch in contents.watches.values { watch.send(change) }
                }
            }
            return try change(&contents)
        }
    }

    /// The resource of a kind; the test has made a mistake if there is none.
    func resource(_ kind: String) -> FakeResource {
        guard let resource = resources.first(where: { $0.kind == kind }) else {
            preconditionFailure("the fake API server does not serve \(kind)")
        }
        return resource
    }
}

// MARK: - What tests do

extension FakeCluster {
    /// The current resource version.
    package var version: Int64 { contents.withLock { $0.state.version } }

    /// How many watches are open.
    package var watchCount: Int { contents.withLock { $0.watches.count } }

    /// All objects of a kind in the order of their names.
    package func objects(_ kind: String) -> [JSONValue] {
        let resource = resource(kind)
        return contents.withLock { $0.state.list(resource) }
    }

    /// An object.
    package func object(_ kind: String, _ name: FakeObjectName) -> JSONValue? {
        let resource = resource(kind)
        return contents.withLock { $0.state.object(resource, name) }
    }

    /// Creates an object; its namespace is that of its metadata.
    @discardableResult
    package func create(_ kind: String, _ object: JSONValue) throws(FakeStatus) -> JSONValue {
        let resource = resource(kind)
        let namespace = object.at("metadata", "namespace")?.string ?? ""
        return try mutate { contents throws(FakeStatus) in
            try contents.state.create(resource, namespace: namespace, object, .init())
        }
    }

    /// Changes an object as another client would; through `status` if a subresource is named.
    @discardableResult
    package func update(
        _ kind: String,
        _ name: FakeObjectName,
        subresource: String? = nil,
        manager: String = "test",
        _ change: (JSONValue) -> JSONValue
    ) throws(FakeStatus) -> JSONValue {
        let resource = resource(kind)
        let context = FakeClusterState.WriteContext(manager: manager, subresource: subresource)
        return try mutate { contents throws(FakeStatus) in
            try contents.state.update(resource, name, context) { change($0) }
        }
    }

    /// Deletes an object.
    package func delete(_ kind: String, _ name: FakeObjectName, propagation: String = "Background") throws(FakeStatus) {
        let resource = resource(kind)
        _ = try mutate { contents throws(FakeStatus) in
            try contents.state.delete(resource, name, ["propagationPolicy": .string(propagation)], .init())
        }
    }

    /// Lets a namespace take nothing new any more, as one that is being deleted.
    package func terminate(namespace: String) {
        contents.withLock { _ = $0.state.terminatingNamespaces.insert(namespace) }
    }

    /// Sets what a pod's containers have written.
    package func setLog(_ pod: FakeObjectName, _ text: String) { contents.withLock { $0.logs[pod] = text } }
}

// MARK: - Time and trouble

extension FakeCluster {
    /// Everything that is stored, to go back to.
    package struct Snapshot: Sendable {
        fileprivate let state: FakeClusterState
    }

    /// What is stored now.
    package func snapshot() -> Snapshot { contents.withLock { Snapshot(state: $0.state) } }

    /// Goes back to an earlier state, resource version included, as when etcd is restored; open watches fall silent.
    package func restore(_ snapshot: Snapshot) {
        contents.withLock {
            $0.state = snapshot.state
            for id in $0.watches.keys { $0.watches[id]?.isSilent = true }
        }
    }

    /// Forgets the history: watches from before are too old, and lists cannot be continued.
    package func compact() {
        contents.withLock {
            $0.state.compact()
            $0.continuations = [:]
        }
    }

    /// Sends a bookmark to every watch.
    package func sendBookmarks() {
        contents.withLock { contents in
            for watch in contents.watches.values { watch.sendBookmark(contents.state.version) }
        }
    }

    /// Sends a refusal to every watch, within its stream.
    package func sendError(_ status: FakeStatus) {
        contents.withLock { contents in for watch in contents.watches.values { watch.sendError(status) } }
    }

    /// Sends bytes as they are to every watch: half a frame, a frame that is too long, what is no JSON.
    package func sendBytes(_ bytes: [UInt8]) {
        contents.withLock { contents in for watch in contents.watches.values { watch.connection.writeChunk(bytes) } }
    }

    /// Lets the open watches hear nothing any more, as behind a dead network.
    package func silenceWatches() {
        contents.withLock { for id in $0.watches.keys { $0.watches[id]?.isSilent = true } }
    }

    /// Ends every watch: as the API server does in good order, or by a reset of the connection.
    package func endWatches(abruptly: Bool = false) {
        contents.withLock { contents in
            for watch in contents.watches.values { watch.connection.endBody(abruptly: abruptly) }
        }
    }
}
