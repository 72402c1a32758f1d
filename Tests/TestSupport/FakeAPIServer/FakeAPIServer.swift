import Foundation
import Glibc
package import KubernetesAPI
import Synchronization

/// An API server to test clients against: real HTTP/1.1 over loopback, one thread per connection.
///
/// Has resource versions, watches with bookmarks and a history that can be compacted, server-side apply, the other
/// patches, the status subresource, finalizers, deletion of what an object owns, leases, events and pod logs, and does
/// wrong what ``FakeFault``s tell it to. It knows no schema, no defaults, no admission and no users.
package final class FakeAPIServer: Sendable {
    /// A request that came.
    package struct RecordedRequest: Sendable {
        /// The method.
        package let method: String
        /// Path and query as they stood in the request line.
        package let target: String
        /// The headers, names in lower case.
        package let headers: [String: String]
        /// The body; null if there was none.
        package let body: JSONValue
    }

    /// What is stored.
    package let cluster: FakeCluster
    /// Where it listens, as a URL.
    package let url: String

    private let faults = FaultScript()
    private let router: FakeRouter
    private let recorded = Mutex<[RecordedRequest]>([])
    private let tokens = Mutex<Set<String>?>(nil)
    private let sockets: Mutex<Sockets>

    /// What is open.
    private struct Sockets {
        /// Nil when nobody listens any more: its number may then be somebody else's.
        var listener: Int32?
        var connections: [Int: FakeConnection] = [:]
        var isStopped = false
    }

    /// Why a server does not start.
    package struct NotStarted: Error {}

    /// A server that listens on a port of the system's choice.
    ///
    /// - Parameters:
    ///   - resources: what it serves.
    ///   - servesStreamingLists: false to be one that does not know `sendInitialEvents`.
    /// - Throws: ``NotStarted``.
    package init(
        resources: [FakeResource] = FakeResource.standard,
        servesStreamingLists: Bool = true
    ) throws(NotStarted) {
        guard let (descriptor, port) = Self.listen() else { throw NotStarted() }
        sockets = Mutex(Sockets(listener: descriptor))
        url = "http://127.0.0.1:\(port)"
        cluster = FakeCluster(resources: resources)
        router = FakeRouter(cluster: cluster, resources: resources, servesStreamingLists: servesStreamingLists)
        inThread { $0.accept(from: descriptor) }
    }

    /// Closes the port, and lets every connection and every thread come to its end; waits for none of them.
    package func stop() {
        sockets.withLock { sockets in
            sockets.isStopped = true
            if let listener = sockets.listener { shutdown(listener, Int32(SHUT_RDWR)) }
            for connection in sockets.connections.values { connection.stop() }
        }
    }

    deinit { sockets.withLock { precondition($0.isStopped, "a fake API server was not stopped") } }

    /// Scripts something that goes wrong.
    package func add(_ fault: FakeFault) { faults.add(fault) }

    /// Lets nothing go wrong any more.
    package func clearFaults() { faults.clear() }

    /// Lets only requests with one of these bearer tokens pass.
    package func accept(tokens accepted: Set<String>) { tokens.withLock { $0 = accepted } }

    /// The requests that came, in order.
    package var requests: [RecordedRequest] { recorded.withLock { $0 } }

    /// How many requests of a method came whose target contains the text.
    package func count(_ method: String, _ target: String = "") -> Int {
        requests.count { $0.method == method && (target.isEmpty || $0.target.contains(target)) }
    }
}

// MARK: - Connections

extension FakeAPIServer {
    private static func listen() -> (Int32, UInt16)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, size) == 0 && Glibc.listen(descriptor, 1024) == 0
                    && getsockname(descriptor, generic, &size) == 0
            }
        }
        guard bound else {
            close(descriptor)
            return nil
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private func inThread(_ body: @escaping @Sendable (FakeAPIServer) -> Void) {
        Thread.detachNewThread { body(self) }
    }

    private func accept(from listener: Int32) {
        var number = 0
        while !sockets.withLock(\.isStopped) {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else {
                // A peer that is gone already, or no descriptor left for now; or the end.
                usleep(1000)
                continue
            }
            number += 1
            start(FakeConnection(descriptor), number)
        }
        sockets.withLock {
            $0.listener = nil
            close(listener)
        }
    }

    private func start(_ connection: FakeConnection, _ id: Int) {
        let isServed = sockets.withLock { sockets in
            if !sockets.isStopped { sockets.connections[id] = connection }
            return !sockets.isStopped
        }
        guard isServed else { return connection.close() }
        inThread { server in
            server.serve(connection)
            _ = server.sockets.withLock { $0.connections.removeValue(forKey: id) }
            connection.close()
        }
    }

    private func serve(_ connection: FakeConnection) {
        var reader = FakeRequestReader(connection)
        while let request = reader.next() {
            recorded.withLock {
                $0.append(
                    .init(method: request.method, target: request.target, headers: request.headers, body: request.json)
                )
            }
            guard answer(request, on: connection) else { return }
        }
    }

    /// Answers a request; false if the connection is over.
    private func answer(_ request: FakeRequest, on connection: FakeConnection) -> Bool {
        guard isAuthenticated(request) else {
            connection.write(FakeResponse.refusal(FakeStatus(401, "Unauthorized", "Unauthorized")).bytes())
            return true
        }
        switch faults.next(method: request.method, target: request.target) {
        case nil: return perform(request, on: connection) { $0.bytes() }
        case .refuse(let status): connection.write(FakeResponse.refusal(status).bytes())
        case .answer(let status, let mediaType, let body):
            connection.write(FakeResponse(status: status, mediaType: mediaType, body: Array(body.utf8)).bytes())
        case .closeBefore: return false
        case .closeAfter:
            _ = router.handle(request)
            return false
        case .truncateBody:
            return perform(request, on: connection) { response in
                FakeResponse(
                    status: response.status,
                    mediaType: response.mediaType,
                    body: Array(response.body.prefix(response.body.count / 2))
                ).bytes()
            }
        case .closeInBody:
            sendHalf(of: request, on: connection)
            return false
        case .stallInBody:
            sendHalf(of: request, on: connection)
            _ = connection.waitForClient(milliseconds: 60_000)
            return false
        case .wait(let gate):
            guard gate.pass(within: 30) else { return false }
            return perform(request, on: connection) { $0.bytes() }
        case .hang:
            _ = connection.waitForClient(milliseconds: 60_000)
            return false
        case .first(let change):
            change(cluster)
            return perform(request, on: connection) { $0.bytes() }
        case .ignoreAccept:
            var plain = request
            plain.headers["accept"] = "application/json"
            return perform(plain, on: connection) { $0.bytes() }
        case .warn(let text):
            return perform(request, on: connection) { response in
                var response = response
                response.headers.append(("Warning", "299 - \"\(text)\""))
                return response.bytes()
            }
        case .watchError(let status):
            connection.write(FakeResponse().chunkedHead)
            let frame: JSONValue = ["type": "ERROR", "object": status.json]
            connection.writeChunk(frame.jsonBytes + [UInt8(ascii: "\n")])
            connection.endBody(abruptly: false)
            return false
        }
        return true
    }

    private func sendHalf(of request: FakeRequest, on connection: FakeConnection) {
        _ = perform(request, on: connection) { response in
            let half = Array(response.body.prefix(response.body.count / 2))
            return FakeResponse(status: response.status, body: half).bytes(claiming: response.body.count)
        }
    }

    private func perform(
        _ request: FakeRequest,
        on connection: FakeConnection,
        _ render: (FakeResponse) -> [UInt8]
    ) -> Bool {
        switch router.handle(request) {
        case .answer(let response):
            connection.write(render(response))
            return true
        case .watch(let resource, let namespace):
            let service = FakeWatchService(
                cluster: cluster,
                connection: connection,
                servesStreamingLists: router.servesStreamingLists
            )
            service.serve(request, resource, namespace: namespace)
            return false
        }
    }

    private func isAuthenticated(_ request: FakeRequest) -> Bool {
        tokens.withLock { tokens in
            guard let tokens else { return true }
            return tokens.contains { request.headers["authorization"] == "Bearer \($0)" }
        }
    }
}
