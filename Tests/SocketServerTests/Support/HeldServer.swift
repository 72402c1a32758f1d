import Glibc
import HTTPWire
import TLS
import Testing

@testable import SocketServer

/// A loop with TLS that can be held, so that it finds in one round of events what arrives meanwhile.
final class HeldServer {
    let address: SocketAddress
    let events: EventRecorder
    let log = CallLog()
    /// Where the loop takes its commands from.
    let control: LoopControl
    private let thread: LoopThread
    private let client: TLSContext
    private let entered: Gate
    private let gate: Gate
    private var holder: TLSPeer?

    /// Starts a loop, after `configure` had its say.
    init(_ configure: (inout ServerConfiguration) -> Void = { _ in }) throws {
        let credentials = try TestCredentials()
        let context = try credentials.server()
        let (events, entered, gate) = (try EventRecorder(), try Gate(), try Gate())
        let any = try #require(SocketAddress("127.0.0.1", port: 0))
        var configuration = ServerConfiguration(addresses: [any]) { request, peer in
            if request.path == "/hold" {
                entered.open()
                gate.pass()
            }
            return TestServer.echo(request, peer)
        }
        configuration.tls = { context }
        configuration.observe = { events.record($0) }
        configuration.limits.drainQuiet = .milliseconds(20)
        log.record(&configuration.systemCalls)
        configure(&configuration)
        let sockets = try ListeningSocket.bind(any, count: 1, dualStack: false)
        address = try #require(sockets.first).address
        control = try LoopControl()
        let loop = try EventLoop(
            configuration,
            connectionLimit: configuration.limits.connections,
            sockets: sockets,
            held: HeldBytes(limit: configuration.limits.heldBytes),
            control: control
        )
        thread = try LoopThread.start("test") { loop.run() }
        client = try credentials.client()
        (self.events, self.entered, self.gate) = (events, entered, gate)
    }

    deinit {
        gate.open()
        control.send(.cut)
        // A loop that does not end is a failure of the test that says so, and nothing to wait for.
        if control.waitForEnd(milliseconds: 10_000) { thread.join() }
    }

    /// A new connection that was served once.
    func connect() throws -> TLSPeer {
        let peer = try TLSPeer.connect(address, client)
        peer.send("GET /first HTTP/1.1\r\nHost: test\r\n\r\n")
        try #require(peer.readResponse()?.status == 200)
        return peer
    }

    /// A new connection that was accepted and has said nothing.
    func connectSilently() throws -> TLSPeer {
        let opened = log.descriptors.count + 1
        let peer = try TLSPeer(address, client)
        try #require(events.wait(for: .connectionOpened, count: opened))
        return peer
    }

    /// Sends `bytes`, and returns when the loop has read them.
    func makeRead(_ bytes: [UInt8], _ peer: TLSPeer) throws {
        let before = Self.received(events.all)
        try #require(peer.peer.send(bytes))
        try #require(events.wait { Self.received($0) >= before + bytes.count })
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

    /// Lets the loop go on, without the connection that held it.
    func release() throws {
        gate.open()
        try #require(holder?.readResponse()?.status == 200)
        holder = nil
    }
}
