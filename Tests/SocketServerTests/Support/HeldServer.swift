import Glibc
import HTTPWire
import TLS
import Testing

@testable import SocketServer

/// A server with TLS whose loop can be held, so that it finds in one round of events what arrives meanwhile.
final class HeldServer {
    let server: TestServer
    let log = CallLog()
    private let client: TLSContext
    private let entered: Gate
    private let gate: Gate
    private var holder: TLSPeer?

    /// Starts a server, after `configure` had its say.
    init(_ configure: (inout ServerConfiguration) -> Void = { _ in }) throws {
        let credentials = try TestCredentials()
        let context = try credentials.server()
        let (entered, gate) = (try Gate(), try Gate())
        server = try TestServer { [log] configuration in
            configuration.tls = { context }
            log.record(&configuration.systemCalls)
            configuration.handler = { request, peer in
                if request.path == "/hold" {
                    entered.open()
                    gate.pass()
                }
                return TestServer.echo(request, peer)
            }
            configure(&configuration)
        }
        client = try credentials.client()
        (self.entered, self.gate) = (entered, gate)
    }

    /// A new connection that was served once.
    func connect() throws -> TLSPeer {
        let peer = try TLSPeer.connect(server.address, client)
        peer.send("GET /first HTTP/1.1\r\nHost: test\r\n\r\n")
        try #require(peer.readResponse()?.status == 200)
        return peer
    }

    /// A new connection that was accepted and has said nothing.
    func connectSilently() throws -> TLSPeer {
        let opened = log.descriptors.count + 1
        let peer = try TLSPeer(server.address, client)
        try #require(server.events.wait(for: .connectionOpened, count: opened))
        return peer
    }

    /// Sends `bytes`, and returns when the loop has read them.
    func makeRead(_ bytes: [UInt8], _ peer: TLSPeer) throws {
        let before = Self.received(server.events.all)
        try #require(peer.peer.send(bytes))
        try #require(server.events.wait { Self.received($0) >= before + bytes.count })
    }

    private static func received(_ events: [ServerEvent]) -> Int {
        events.reduce(0) { sum, event in
            if case .bytesReceived(let count) = event { sum + count } else { sum }
        }
    }

    /// Holds the loop, and forgets what it did before.
    func hold() throws {
        let peer = try connect()
        peer.send("GET /hold HTTP/1.1\r\nHost: test\r\n\r\n")
        try #require(entered.pass())
        holder = peer
        log.clear()
    }

    /// Sends `bytes` over the connection numbered `number`, and returns when they wait at the other end.
    func deliver(_ bytes: [UInt8], _ peer: TLSPeer, to number: Int) throws {
        try #require(peer.peer.send(bytes))
        var request = pollfd(fd: log.descriptors[number], events: Int16(POLLIN), revents: 0)
        try #require(poll(&request, 1, 10_000) == 1)
    }

    /// Delivers a request for `path` with one field more than it needs.
    func ask(_ path: String, _ peer: TLSPeer, to number: Int, _ field: String = "A: b") throws {
        let request = "GET \(path) HTTP/1.1\r\nHost: test\r\n\(field)\r\n\r\n"
        try deliver(try peer.encrypt(Array(request.utf8)), peer, to: number)
    }

    /// Lets the loop go on.
    func release() throws {
        gate.open()
        try #require(holder?.readResponse()?.status == 200)
    }
}
