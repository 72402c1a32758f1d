import Synchronization
import Testing

@testable import SocketServer

@Suite("Answers of one round of events", .timeLimit(.minutes(1)))
struct AnswerBatchTests {
    private static let standstill: @Sendable () -> MonotonicTime = { MonotonicTime(nanoseconds: 1_000_000_000) }

    @Test("are sent together once all requests are read")
    func together() throws {
        let server = try HeldServer { $0.systemCalls.now = Self.standstill }
        let peers = try (0..<3).map { _ in try server.connect() }
        try server.hold()
        for (number, peer) in peers.enumerated() { try server.ask("/\(number)", peer, to: number) }
        try server.release()
        for (number, peer) in peers.enumerated() { #expect(peer.readResponse()?.text == "GET /\(number)\n") }
        #expect(server.log.calls(0..<3) == [.received(0), .received(1), .received(2), .sent(0), .sent(1), .sent(2)])
    }

    @Test("do not wait when the making of them takes time")
    func slowly() throws {
        let milliseconds = Mutex<UInt64>(0)
        let server = try HeldServer { configuration in
            configuration.systemCalls.now = {
                milliseconds.withLock { milliseconds in
                    milliseconds += 1
                    return MonotonicTime(nanoseconds: milliseconds * 1_000_000)
                }
            }
        }
        let peers = try (0..<3).map { _ in try server.connect() }
        try server.hold()
        for (number, peer) in peers.enumerated() { try server.ask("/\(number)", peer, to: number) }
        try server.release()
        for (number, peer) in peers.enumerated() { #expect(peer.readResponse()?.text == "GET /\(number)\n") }
        #expect(server.log.calls(0..<3) == [.received(0), .sent(0), .received(1), .sent(1), .received(2), .sent(2)])
    }

    @Test("of one connection are sent in one piece")
    func pipelined() throws {
        let server = try HeldServer { $0.systemCalls.now = Self.standstill }
        let peer = try server.connect()
        try server.hold()
        let requests = (0..<5).map { "GET /\($0) HTTP/1.1\r\nHost: test\r\n\r\n" }.joined()
        try server.deliver(try peer.encrypt(Array(requests.utf8)), peer, to: 0)
        try server.release()
        for number in 0..<5 { #expect(peer.readResponse()?.text == "GET /\(number)\n") }
        #expect(server.log.calls(0..<1) == [.received(0), .sent(0)])
    }

    @Test("do not wait for a handshake")
    func handshake() throws {
        let server = try HeldServer { $0.systemCalls.now = Self.standstill }
        let peers = try (0..<2).map { _ in try server.connect() }
        let newcomer = try server.connectSilently()
        try server.hold()
        try server.ask("/0", peers[0], to: 0)
        try server.deliver(try newcomer.hello(), newcomer, to: 2)
        try server.ask("/1", peers[1], to: 1)
        try server.release()
        for (number, peer) in peers.enumerated() { #expect(peer.readResponse()?.text == "GET /\(number)\n") }
        try newcomer.handshake()
        #expect(
            server.log.calls(0..<3).prefix(6)
                == [.received(0), .sent(0), .received(2), .sent(2), .received(1), .sent(1)]
        )
    }

    @Test("do not wait for a large request")
    func largeRequest() throws {
        let server = try HeldServer { $0.systemCalls.now = Self.standstill }
        let peers = try (0..<2).map { _ in try server.connect() }
        let body = String(repeating: "a", count: Workspace.largeRequestSize)
        let head = "POST /1 HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count + 1)\r\n\r\n"
        try server.makeRead(try peers[1].encrypt(Array((head + body).utf8)), peers[1])
        try server.hold()
        try server.ask("/0", peers[0], to: 0)
        try server.deliver(try peers[1].encrypt([0x61]), peers[1], to: 1)
        try server.release()
        #expect(peers[0].readResponse()?.text == "GET /0\n")
        #expect(peers[1].readResponse()?.text == "POST /1\na" + body)
        #expect(server.log.calls(0..<2) == [.received(0), .sent(0), .received(1), .sent(1)])
    }

    @Test("wait for no other one that the kernel refuses for a moment")
    func refused() throws {
        let server = try HeldServer { $0.systemCalls.now = Self.standstill }
        let peers = try (0..<3).map { _ in try server.connect() }
        try server.hold()
        for (number, peer) in peers.enumerated() { try server.ask("/\(number)", peer, to: number) }
        server.log.obstruct(1, .wouldBlock)
        try server.release()
        for (number, peer) in peers.enumerated() { #expect(peer.readResponse()?.text == "GET /\(number)\n") }
        #expect(
            server.log.calls(0..<3)
                == [.received(0), .received(1), .received(2), .sent(0), .sent(1), .sent(2), .sent(1)]
        )
        peers[1].send("GET /again HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(peers[1].readResponse()?.text == "GET /again\n")
    }

    @Test("are sent although one of the connections is broken")
    func broken() throws {
        let server = try HeldServer { $0.systemCalls.now = Self.standstill }
        let peers = try (0..<3).map { _ in try server.connect() }
        try server.hold()
        for (number, peer) in peers.enumerated() { try server.ask("/\(number)", peer, to: number) }
        server.log.obstruct(1, .failure(.connectionReset))
        try server.release()
        for number in [0, 2] { #expect(peers[number].readResponse()?.text == "GET /\(number)\n") }
        #expect(server.events.wait(for: .connectionClosed(.finished)))
        // Its descriptor serves another connection.
        let next = try server.connect()
        next.send("GET /next HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(next.readResponse()?.text == "GET /next\n")
    }

    @Test("are followed by the end of a connection that asked for it")
    func last() throws {
        let server = try HeldServer { $0.systemCalls.now = Self.standstill }
        let peers = try (0..<3).map { _ in try server.connect() }
        try server.hold()
        for (number, peer) in peers.enumerated() {
            try server.ask("/\(number)", peer, to: number, number == 1 ? "Connection: close" : "A: b")
        }
        try server.release()
        for (number, peer) in peers.enumerated() {
            let response = try #require(peer.readResponse())
            #expect(response.text == "GET /\(number)\n")
            #expect(response.saysClose == (number == 1))
        }
        #expect(peers[1].readToEnd() == .closed)
        #expect(server.log.calls(0..<3).prefix(4) == [.received(0), .received(1), .received(2), .sent(0)])
    }

    @Test("reach a peer that has finished its side")
    func halfClosed() throws {
        let server = try HeldServer { $0.systemCalls.now = Self.standstill }
        let peers = try (0..<2).map { _ in try server.connect() }
        try server.hold()
        for (number, peer) in peers.enumerated() { try server.ask("/\(number)", peer, to: number) }
        peers[0].peer.finish()
        try server.release()
        for (number, peer) in peers.enumerated() { #expect(peer.readResponse()?.text == "GET /\(number)\n") }
        #expect(peers[0].readToEnd() != .open)
    }

    @Test(
        "are sent before the loop obeys a command that came in between",
        arguments: [LoopControl.Command.stopAccepting, .cut]
    )
    func commands(_ command: LoopControl.Command) throws {
        let server = try HeldServer()
        let peers = try (0..<2).map { _ in try server.connect() }
        try server.hold()
        try server.ask("/0", peers[0], to: 0)
        server.control.send(.announceDrain)
        server.control.send(command)
        try server.ask("/1", peers[1], to: 1)
        try server.release()
        #expect(peers[0].readResponse()?.saysClose == false)
        #expect(peers[0].readToEnd() == .closed)
        if command != .cut { #expect(peers[1].readResponse()?.saysClose == true) }
        #expect(peers[1].readToEnd() != .open)
        for peer in peers { peer.peer.finish() }
        #expect(server.control.waitForEnd(milliseconds: 10_000))
        #expect(server.control.cutConnections == 0)
    }
}
