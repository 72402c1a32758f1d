import HTTPWire
import Synchronization
import Testing

@testable import SocketServer

@Suite("A hostile peer")
struct HostilePeerTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"

    private func isServed(_ server: TestServer) throws {
        let peer = try TestPeer(server.address)
        peer.send(Self.get)
        #expect(peer.readResponse()?.status == 200)
    }

    @Test("that sends one byte at a time is served all the same")
    func oneByteAtATime() throws {
        let server = try TestServer()
        let peer = try TestPeer(server.address)
        let request = "POST /b HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        for byte in (request + request).utf8 { peer.send([byte]) }
        #expect(peer.readResponse()?.text == "POST /b\nab")
        #expect(peer.readResponse()?.text == "POST /b\nab")
    }

    struct Late: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        let kind: DeadlineKind
        let status: Int?
    }

    static let late = [
        Late(testDescription: "a silent one", bytes: "", kind: .idle, status: nil),
        Late(testDescription: "one byte of a head", bytes: "G", kind: .header, status: 408),
        Late(
            testDescription: "a head without its end",
            bytes: "GET / HTTP/1.1\r\nA: b\r\n",
            kind: .header,
            status: 408
        ),
        Late(
            testDescription: "a body that does not come",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc",
            kind: .body,
            status: 408
        ),
        Late(
            testDescription: "chunks that do not end",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
            kind: .body,
            status: 408
        ),
    ]

    @Test("that is late is told so, if it asked for something, and closed", arguments: late)
    func deadlines(_ late: Late) throws {
        let server = try TestServer { configuration in
            configuration.limits.idle = .milliseconds(40)
            configuration.limits.header = .milliseconds(40)
            configuration.limits.body = .milliseconds(40)
        }
        let peer = try TestPeer(server.address)
        peer.send(late.bytes)
        let response = peer.readResponse()
        #expect(response?.status == late.status)
        #expect(response?.saysClose ?? true)
        #expect(peer.readToEnd() == ([], .closed))
        #expect(server.events.wait(for: .timedOut(late.kind)))
        peer.finish()
        try isServed(server)
    }

    @Test("that sends a byte now and then does not stretch a deadline")
    func tricklingHead() throws {
        let seconds = Mutex<UInt64>(1)
        let server = try TestServer { configuration in
            configuration.limits.header = .seconds(10)
            configuration.systemCalls.now = { MonotonicTime(nanoseconds: seconds.withLock { $0 } * 1_000_000_000) }
        }
        let peer = try TestPeer(server.address)
        // A byte every six seconds, and it is read before the clock goes on.
        for (count, byte) in ["G", "E", "T"].enumerated() {
            peer.send(byte)
            #expect(server.events.wait(for: .bytesReceived(1), count: count + 1))
            seconds.withLock { $0 += 6 }
        }
        #expect(peer.readResponse()?.status == 408)
        #expect(server.events.wait(for: .timedOut(.header)))
    }

    @Test("that never reads does not make the server read on, and is closed")
    func neverReads() throws {
        let answer = [UInt8](repeating: 0x61, count: 100_000)
        let server = try TestServer { configuration in
            configuration.limits.write = .milliseconds(200)
            configuration.limits.requestsPerConnection = .max
            configuration.handler = { _, _ in HTTPResponse(status: .ok, body: answer) }
        }
        let peer = try TestPeer(server.address, receiveBuffer: 4096)
        let requests = Array(String(repeating: Self.get, count: 2000).utf8)
        var sent = 0
        while !server.events.all.contains(.timedOut(.write)), sent < 1 << 28 {
            sent += peer.sendWithoutWaiting(requests)
        }
        #expect(server.events.wait(for: .connectionClosed(.timeout)))
        // Each answer is a thousand times its request: had they been made as requests came, there would be thousands.
        #expect(server.events.count { $0 == .requestAnswered(.ok) } < 200)
        try isServed(server)
    }

    @Test("that reads late gets every answer, in order")
    func readsLate() throws {
        let server = try TestServer { configuration in
            configuration.limits.requestsPerConnection = .max
            configuration.handler = { request, _ in
                HTTPResponse(status: .ok, body: Array(request.path.utf8) + [UInt8](repeating: 0x61, count: 50_000))
            }
        }
        let peer = try TestPeer(server.address, receiveBuffer: 4096)
        let count = 400
        peer.send((0..<count).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        peer.finish()
        for number in 0..<count {
            let response = try #require(peer.readResponse(), "answer \(number)")
            #expect(response.text.hasPrefix("/\(number)a"))
        }
        #expect(peer.readToEnd() == ([], .closed))
    }

    @Test("that holds bodies open cannot hold more of them than the server has room for")
    func heldBytes() throws {
        let server = try TestServer { $0.limits.heldBytes = 1 << 20 }
        let part = [UInt8](repeating: 0x61, count: 400_000)
        let peers = try (0..<3).map { _ in try TestPeer(server.address) }
        for peer in peers {
            peer.send("POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: 400001\r\n\r\n")
            peer.send(part)
        }
        #expect(server.events.wait(for: .requestShed))
        for peer in peers { peer.send("b") }
        #expect(peers.compactMap { $0.readResponse()?.status }.sorted() == [200, 200, 503])
        // What was held is free again.
        for peer in try (0..<4).map({ _ in try TestPeer(server.address) }) {
            peer.send("POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: 400000\r\n\r\n")
            peer.send(part)
            #expect(peer.readResponse()?.status == 200)
        }
    }

    @Test("that sends as much as may be held at once is served, however many loops share the room")
    func largestRequest() throws {
        let server = try TestServer { configuration in
            configuration.limits.heldBytes = 1 << 20
            configuration.eventLoops = 16
        }
        let peer = try TestPeer(server.address)
        peer.send("POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n")
        peer.send([UInt8](repeating: 0x61, count: 1_000_000))
        #expect(peer.readResponse()?.status == 200)
    }

    @Test("that leaves large answers untaken is closed when the server has no room for them")
    func heldAnswers() throws {
        let answer = [UInt8](repeating: 0x61, count: 12 << 20)
        let server = try TestServer { configuration in
            configuration.limits.heldBytes = 16 << 20
            configuration.handler = { _, _ in HTTPResponse(status: .ok, body: answer) }
        }
        let peers = try (0..<3).map { _ in try TestPeer(server.address, receiveBuffer: 4096) }
        for peer in peers { peer.send(Self.get) }
        #expect(server.events.wait(for: .connectionClosed(.cut)))
        #expect(server.events.count { $0 == .requestShed } > 0)
        let whole = peers.compactMap { $0.readResponse() }
        #expect(whole.count < 3)
        #expect(!whole.isEmpty)
    }

    @Test("that says it has finished still gets its answer")
    func halfClose() throws {
        let server = try TestServer()
        let peer = try TestPeer(server.address)
        peer.send(Self.get)
        peer.finish()
        #expect(peer.readResponse()?.text == "GET /a\n")
        #expect(peer.readToEnd() == ([], .closed))
    }

    @Test("that leaves anywhere in a request leaves nothing behind", arguments: [false, true])
    func leavesMidRequest(_ resets: Bool) throws {
        let server = try TestServer()
        let request = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello".utf8)
        for cut in stride(from: 0, through: request.count, by: 5) {
            let peer = try TestPeer(server.address)
            if resets { peer.resetOnClose() }
            peer.send(Array(request[..<cut]))
        }
        let count = request.count / 5 + 1
        #expect(server.events.wait { $0.count { if case .connectionClosed = $0 { true } else { false } } == count })
        try isServed(server)
    }

    @Test("among two thousand idle ones does not keep the others from being served")
    func idleConnections() throws {
        // Both ends are in this process.
        try #require(DescriptorLimit.raise(toAtLeast: 6000) >= 6000, "the test needs descriptors")
        let server = try TestServer { $0.eventLoops = 2 }
        let peers = try (0..<2000).map { _ in try TestPeer(server.address) }
        #expect(server.events.wait(for: .connectionOpened, count: 2000))
        try isServed(server)
        for peer in peers.prefix(50) {
            peer.send(Self.get)
            #expect(peer.readResponse()?.status == 200)
        }
        #expect(server.drain().cutConnections == 0)
        #expect(peers.suffix(50).allSatisfy { $0.readToEnd() == ([], .closed) })
    }

    @Test("beyond the limit of connections waits until another one leaves")
    func connectionLimit() throws {
        let server = try TestServer {
            $0.limits.connections = 2
            $0.limits.patience = .seconds(60)
        }
        let first = try TestPeer(server.address)
        first.send(Self.get)
        #expect(first.readResponse()?.status == 200)
        var second: TestPeer? = try TestPeer(server.address)
        second?.send(Self.get)
        #expect(second?.readResponse()?.status == 200)
        let third = try TestPeer(server.address)
        third.send(Self.get)
        #expect(server.events.wait(for: .connectionLimitReached))
        #expect(server.events.count { $0 == .connectionOpened } == 2)
        second = nil
        #expect(third.readResponse()?.status == 200)
    }

    @Test("that keeps its place without using it makes room for others, who never asked first")
    func displaced() throws {
        let server = try TestServer {
            $0.limits.connections = 3
            $0.limits.patience = .milliseconds(200)
        }
        func ask(_ peer: TestPeer) {
            peer.send(Self.get)
            #expect(peer.readResponse()?.status == 200)
        }
        func join() throws -> TestPeer {
            let peer = try TestPeer(server.address)
            // Waits in the queue until somebody has been waited for long enough.
            ask(peer)
            return peer
        }
        let busy = try join()
        let silent = try TestPeer(server.address)
        let slow = try TestPeer(server.address)
        slow.send("GET / HT")
        // Whoever asked last is waited for the shortest, however long the steps of this test take.
        ask(busy)
        let first = try join()
        #expect(silent.readToEnd().ending == .closed)
        ask(busy)
        let second = try join()
        #expect(slow.readToEnd().ending == .closed)
        ask(busy)
        let third = try join()
        #expect(first.readToEnd().ending == .closed)
        #expect(server.events.count { $0 == .connectionClosed(.displaced) } == 3)
        for peer in [busy, second, third] { ask(peer) }
        #expect(server.drain().cutConnections == 0)
    }
}
