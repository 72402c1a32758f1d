import Glibc
import HTTPWire
import Synchronization
import Testing

@testable import SocketServer

@Suite("A server")
struct ServerTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"

    private static func post(_ body: String) -> String {
        "POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test("answers requests on one connection, one after the other")
    func keepAlive() throws {
        let server = try TestServer()
        let peer = try TestPeer(server.address)
        for _ in 0..<3 {
            peer.send(Self.get)
            let first = try #require(peer.readResponse())
            #expect(first.status == 200)
            #expect(first.text == "GET /a\n")
            #expect(!first.saysClose)
            peer.send(Self.post("hello"))
            #expect(peer.readResponse()?.text == "POST /b\nhello")
        }
        #expect(server.events.count { $0 == .requestAnswered(.ok) } == 6)
        #expect(server.events.count { $0 == .connectionOpened } == 1)
    }

    @Test("answers pipelined requests in order, with one write")
    func pipelining() throws {
        let sends = Mutex(0)
        let server = try TestServer { configuration in
            let live = SystemCalls.live
            configuration.systemCalls.send = { descriptor, bytes in
                sends.withLock { $0 += 1 }
                return live.send(descriptor, bytes)
            }
        }
        let peer = try TestPeer(server.address)
        peer.send((0..<20).map { Self.post("\($0)") }.joined())
        for number in 0..<20 { #expect(peer.readResponse()?.text == "POST /b\n\(number)") }
        #expect(sends.withLock { $0 } == 1)
    }

    @Test("answers HEAD without a body")
    func head() throws {
        let server = try TestServer()
        let peer = try TestPeer(server.address)
        peer.send("HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n" + Self.get)
        let head = try #require(peer.readResponse(toHead: true))
        #expect(head.fields["content-length"] == "8")
        #expect(peer.readResponse()?.text == "GET /a\n")
    }

    @Test("closes after the answer when the client asks for it, or speaks HTTP/1.0")
    func closes() throws {
        let server = try TestServer()
        for request in ["GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n"] {
            let peer = try TestPeer(server.address)
            peer.send(request + Self.get)
            #expect(peer.readResponse()?.saysClose == true)
            #expect(peer.readToEnd() == ([], .closed))
        }
    }

    @Test("keeps an HTTP/1.0 connection alive when the client asks for it")
    func keepsOldConnectionAlive() throws {
        let server = try TestServer()
        let peer = try TestPeer(server.address)
        for _ in 0..<2 {
            peer.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(peer.readResponse()?.fields["connection"] == "keep-alive")
        }
    }

    @Test("tells a client that waits with its body to go on")
    func expectContinue() throws {
        let server = try TestServer()
        let peer = try TestPeer(server.address)
        peer.send("POST /b HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        #expect(String(decoding: peer.read(25), as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
        peer.send("hello")
        #expect(peer.readResponse()?.text == "POST /b\nhello")
    }

    @Test("takes bodies of any allowed size, whole or in chunks")
    func largeBodies() throws {
        let server = try TestServer()
        let peer = try TestPeer(server.address)
        let body = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        peer.send("POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.count)\r\n\r\n")
        peer.send(body)
        #expect(peer.readResponse()?.body == Array("POST /b\n".utf8) + body)
        peer.send("POST /b HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in stride(from: 0, to: body.count, by: 1 << 16) {
            peer.send("10000\r\n")
            peer.send(Array(body[start..<(start + 1 << 16)]))
            peer.send("\r\n")
        }
        peer.send("0\r\n\r\n")
        #expect(peer.readResponse()?.body == Array("POST /b\n".utf8) + body)
    }

    @Test("answers what is no request with its status, then closes so that the answer arrives")
    func refusals() throws {
        let server = try TestServer()
        let cases = [
            ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\nHost: a\n\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413),
            ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            ("POST / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417),
            ("GET / HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "a", count: 33_000))\r\n\r\n", 431),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\n\r\n", 400),
        ]
        for (bytes, status) in cases {
            let peer = try TestPeer(server.address)
            // What follows is unread when the server answers; it must neither reset the connection nor be answered.
            peer.send(bytes + String(repeating: "x", count: 100_000) + Self.get)
            let response = try #require(peer.readResponse(), "\(status)")
            #expect(response.status == status)
            #expect(response.saysClose)
            #expect(peer.readToEnd() == ([], .closed), "\(status)")
        }
    }

    @Test("ends a connection after its share of requests")
    func requestsPerConnection() throws {
        let server = try TestServer { $0.limits.requestsPerConnection = 3 }
        let peer = try TestPeer(server.address)
        peer.send(String(repeating: Self.get, count: 5))
        #expect((0..<3).map { _ in peer.readResponse()?.saysClose } == [false, false, true])
        #expect(peer.readToEnd() == ([], .closed))
    }

    @Test("tells the handler who asks")
    func peerInfo() throws {
        let seen = Mutex<[PeerInfo]>([])
        let server = try TestServer { configuration in
            configuration.handler = { _, peer in
                seen.withLock { $0.append(peer) }
                return HTTPResponse(status: .ok)
            }
        }
        let peer = try TestPeer(server.address)
        peer.send(Self.get)
        #expect(peer.readResponse()?.status == 200)
        #expect(seen.withLock { $0.first?.address.host } == "127.0.0.1")
        #expect(seen.withLock { $0.first?.certificateNames } == [])
    }

    @Test("answers on every loop, on IPv4 and on IPv6")
    func families() throws {
        let server = try TestServer { configuration in
            configuration.addresses = ["127.0.0.1", "::1"].compactMap { SocketAddress($0, port: 0) }
            configuration.eventLoops = 3
        }
        #expect(server.server.addresses.map(\.host) == ["127.0.0.1", "::1"])
        #expect(server.server.addresses.allSatisfy { $0.port != 0 })
        for address in server.server.addresses {
            let peers = try (0..<20).map { _ in try TestPeer(address) }
            for peer in peers { peer.send(Self.get) }
            for peer in peers { #expect(peer.readResponse()?.text == "GET /a\n") }
        }
    }

    @Test("takes both families on the IPv6 wildcard")
    func dualStack() throws {
        let server = try TestServer { configuration in
            configuration.addresses = ["::"].compactMap { SocketAddress($0, port: 0) }
            configuration.handler = { _, peer in HTTPResponse(status: .ok, text: peer.address.host) }
        }
        for host in ["127.0.0.1", "::1"] {
            let peer = try TestPeer(try #require(SocketAddress(host, port: server.address.port)))
            peer.send(Self.get)
            #expect(peer.readResponse()?.text == host + "\n")
        }
    }

    @Test("does not start on a port where somebody listens, not even one that would share it")
    func addressInUse() throws {
        let server = try TestServer { $0.eventLoops = 2 }
        #expect(throws: ServerError.addressInUse(server.address)) {
            try TestServer { $0.addresses = [server.address] }
        }
        #expect(ServerError.addressInUse(server.address).description.contains(server.address.description))
    }

    @Test("does not start on an address of another machine")
    func foreignAddress() throws {
        let address = try #require(SocketAddress("192.0.2.1", port: 0))
        #expect(throws: ServerError.cannotBind(address, ErrorNumber(EADDRNOTAVAIL))) {
            try TestServer { $0.addresses = [address] }
        }
    }

    @Test("sends without delay on every connection")
    func noDelay() throws {
        let option = Mutex<Int32>(0)
        let server = try TestServer { configuration in
            let live = SystemCalls.live
            configuration.systemCalls.send = { descriptor, bytes in
                var value: Int32 = 0
                var length = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &length)
                option.withLock { $0 = value }
                return live.send(descriptor, bytes)
            }
        }
        let peer = try TestPeer(server.address)
        peer.send(Self.get)
        #expect(peer.readResponse()?.status == 200)
        #expect(option.withLock { $0 } == 1)
    }
}
