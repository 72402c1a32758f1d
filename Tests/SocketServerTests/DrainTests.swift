import Glibc
import HTTPWire
import Synchronization
import Testing

@testable import SocketServer

@Suite("A drain")
struct DrainTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"

    /// Runs `body` on a thread of its own, because a drain blocks the one that asks for it.
    private func concurrently(_ body: sending @escaping () -> Void) throws -> LoopThread {
        try LoopThread.start("test", body)
    }

    @Test("closes idle connections and ends")
    func idle() throws {
        let server = try TestServer()
        let peers = try (0..<5).map { _ in try TestPeer(server.address) }
        for peer in peers {
            peer.send(Self.get)
            #expect(peer.readResponse()?.saysClose == false)
        }
        #expect(server.drain() == DrainReport(cutConnections: 0))
        for peer in peers { #expect(peer.readToEnd() == ([], .closed)) }
        #expect(throws: ServerError.self) { try TestPeer(server.address) }
    }

    @Test("lets a request that has begun finish, with the last answer of its connection")
    func busy() throws {
        let server = try TestServer()
        let peer = try TestPeer(server.address)
        peer.send("POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhe")
        #expect(server.events.wait { $0.contains { if case .bytesReceived = $0 { true } else { false } } })
        let idle = try TestPeer(server.address)
        let thread = try concurrently { [server = server.server] in
            #expect(server.drain(delay: .zero, timeout: .seconds(10)) == DrainReport(cutConnections: 0))
        }
        // The idle connection's end shows that the drain is under way.
        #expect(idle.readToEnd() == ([], .closed))
        peer.send("llo")
        let response = try #require(peer.readResponse())
        #expect(response.text == "POST /b\nhello")
        #expect(response.saysClose)
        #expect(peer.readToEnd() == ([], .closed))
        peer.finish()
        thread.join()
    }

    @Test("serves as before during its delay, each answer being the last of its connection")
    func delay() throws {
        let server = try TestServer()
        let old = try TestPeer(server.address)
        old.send(Self.get)
        #expect(old.readResponse()?.saysClose == false)
        let thread = try concurrently { [server = server.server] in
            #expect(server.drain(delay: .milliseconds(300), timeout: .seconds(10)).cutConnections == 0)
        }
        var announced = false
        while !announced {
            let new = try TestPeer(server.address)
            new.send(Self.get)
            announced = try #require(new.readResponse()).saysClose
        }
        old.send(Self.get)
        #expect(old.readResponse()?.saysClose == true)
        old.finish()
        thread.join()
    }

    @Test("cuts what has not finished when its time is over, and says so")
    func cut() throws {
        let server = try TestServer()
        let busy = try TestPeer(server.address)
        busy.send("POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhe")
        #expect(server.events.wait { $0.contains { if case .bytesReceived = $0 { true } else { false } } })
        #expect(server.drain(timeout: .milliseconds(50)) == DrainReport(cutConnections: 1))
        #expect(busy.readToEnd().bytes == [])
    }

    @Test("serves the connections that wait in the queue")
    func acceptQueue() throws {
        let gate = try Gate()
        let entered = try Gate()
        let server = try TestServer { configuration in
            configuration.handler = { request, _ in
                if request.path == "/wait" {
                    entered.open()
                    gate.pass()
                }
                return HTTPResponse(status: .ok)
            }
        }
        let first = try TestPeer(server.address)
        first.send("GET /wait HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(entered.pass())
        // The loop is in its handler: these stay in the kernel's queue.
        let waiting = try (0..<100).map { _ in try TestPeer(server.address) }
        for peer in waiting { peer.send(Self.get) }
        let thread = try concurrently { [server = server.server] in
            #expect(server.drain(delay: .zero, timeout: .seconds(10)).cutConnections == 0)
        }
        gate.open()
        for peer in [first] + waiting { #expect(peer.readResponse()?.status == 200) }
        for peer in waiting { peer.finish() }
        first.finish()
        thread.join()
    }

    @Test("loses no request under load", arguments: [1, 3])
    func underLoad(_ loops: Int) throws {
        let server = try TestServer { configuration in
            configuration.eventLoops = loops
            configuration.limits.drainQuiet = .milliseconds(200)
        }
        let load = Load { [address = server.address] in try TestPeer(address) }
        let threads = try (0..<8).map { _ in try concurrently { load.run() } }
        #expect(server.events.wait(for: .requestAnswered(.ok), count: 1000))
        #expect(server.server.drain(delay: .milliseconds(50), timeout: .seconds(10)).cutConnections == 0)
        for thread in threads { thread.join() }
        #expect(load.lost == 0)
        #expect(load.answered >= 1000)
    }
}
