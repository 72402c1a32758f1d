import HTTPWire
import Synchronization
import TLS
import Testing

@testable import SocketServer

@Suite("A server with TLS")
struct TLSServerTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"
    private let credentials: TestCredentials

    init() throws {
        credentials = try TestCredentials()
    }

    private func server(_ configure: (inout ServerConfiguration) -> Void = { _ in }) throws -> TestServer {
        let context = try credentials.server()
        return try TestServer { configuration in
            configuration.tls = { context }
            configure(&configuration)
        }
    }

    @Test("answers requests, pipelined ones too", arguments: [TLSVersion.tls12, .tls13])
    func requests(_ version: TLSVersion) throws {
        let server = try server()
        let peer = try TLSPeer.connect(server.address, try credentials.client(versions: version...version))
        peer.send("POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello" + Self.get)
        #expect(peer.readResponse()?.text == "POST /b\nhello")
        #expect(peer.readResponse()?.text == "GET /a\n")
        peer.send("GET /c HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        #expect(peer.readResponse()?.text == "GET /c\n")
        #expect(peer.readToEnd() == .closed)
        #expect(server.events.count { $0 == .handshakeCompleted } == 1)
    }

    @Test("takes large bodies and gives large answers")
    func large() throws {
        let server = try server()
        let peer = try TLSPeer.connect(server.address, try credentials.client())
        let body = String(repeating: "0123456789abcdef", count: 1 << 17)
        peer.send("POST /b HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
        #expect(peer.readResponse()?.text == "POST /b\n" + body)
    }

    @Test("tells the handler the names in the client's certificate")
    func clientNames() throws {
        let context = try credentials.server(verifiesClients: true)
        let server = try TestServer { configuration in
            configuration.tls = { context }
            configuration.handler = { _, peer in
                HTTPResponse(status: .ok, text: peer.certificateNames.joined(separator: ","))
            }
        }
        let peer = try TLSPeer.connect(server.address, try credentials.client("kube-apiserver"))
        peer.send(Self.get)
        #expect(peer.readResponse()?.text == "kube-apiserver\n")
        let stranger = try TLSPeer.connect(
            server.address,
            try credentials.client(versions: .tls13 ... .tls13)
        )
        stranger.send(Self.get)
        #expect(stranger.readResponse() == nil)
        #expect(server.events.wait { $0.contains { if case .handshakeFailed = $0 { true } else { false } } })
    }

    @Test("serves a peer that sends one byte at a time")
    func oneByteAtATime() throws {
        let server = try server()
        let peer = try TLSPeer.connect(server.address, try credentials.client())
        for byte in try peer.encrypt(Array((Self.get + Self.get).utf8)) { peer.peer.send([byte]) }
        #expect(peer.readResponse()?.text == "GET /a\n")
        #expect(peer.readResponse()?.text == "GET /a\n")
    }

    @Test("goes on serving when a peer leaves anywhere in the handshake", arguments: [false, true])
    func leavesMidHandshake(_ resets: Bool) throws {
        let server = try server()
        let context = try credentials.client()
        let hello = try TLSPeer(server.address, context)
        #expect(throws: TLSError.self) {
            hello.peer.finish()
            try hello.handshake()
        }
        let attempts = 40
        for attempt in 0..<attempts {
            let peer = try TLSPeer(server.address, context)
            if resets { peer.peer.resetOnClose() }
            try peer.sendHello { $0.prefix($0.count * attempt / attempts) }
        }
        #expect(
            server.events.wait { events in
                events.count { if case .connectionClosed = $0 { true } else { false } } == attempts + 1
            }
        )
        let peer = try TLSPeer.connect(server.address, context)
        peer.send(Self.get)
        #expect(peer.readResponse()?.status == 200)
    }

    @Test("does not wait for a silent handshake when it ends")
    func silentHandshakeInDrain() throws {
        let server = try server { $0.limits.handshake = .seconds(60) }
        let peer = try TestPeer(server.address)
        #expect(server.events.wait(for: .connectionOpened))
        let start = ContinuousClock.now
        #expect(server.drain(timeout: .seconds(30)) == DrainReport(cutConnections: 0))
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(peer.readToEnd() == ([], .closed))
    }

    @Test("closes a silent handshake at its deadline")
    func silentHandshake() throws {
        let server = try server { $0.limits.handshake = .milliseconds(40) }
        let silent = try TestPeer(server.address)
        #expect(silent.readToEnd() == ([], .closed))
        #expect(server.events.wait(for: .timedOut(.handshake)))
        #expect(server.events.wait(for: .connectionClosed(.timeout)))
    }

    @Test("turns plain HTTP and noise away")
    func notTLS() throws {
        let server = try server()
        for bytes in [Array(Self.get.utf8), [UInt8](repeating: 0xFF, count: 1000)] {
            let peer = try TestPeer(server.address)
            peer.send(bytes)
            #expect(peer.readToEnd().ending == .closed)
        }
        #expect(
            server.events.wait { events in
                events.count { if case .handshakeFailed = $0 { true } else { false } } == 2
            }
        )
    }

    @Test("ends a connection whose records were tampered with")
    func tampered() throws {
        let server = try server()
        let peer = try TLSPeer.connect(server.address, try credentials.client())
        var record = try peer.encrypt(Array(Self.get.utf8))
        record[record.count - 1] ^= 1
        peer.peer.send(record)
        #expect(peer.readToEnd() == .broken)
        #expect(server.events.count { $0 == .requestAnswered(.ok) } == 0)
    }

    @Test("answers what was asked before the peer said that nothing follows")
    func closeNotify() throws {
        let server = try server()
        let peer = try TLSPeer.connect(server.address, try credentials.client())
        let request = try peer.encrypt(Array(Self.get.utf8))
        peer.closeSession()
        // Both in one segment: the request and the end.
        peer.peer.send(request + peer.takeOutput())
        #expect(peer.readResponse()?.text == "GET /a\n")
        #expect(peer.readToEnd() == .closed)
        #expect(server.events.wait(for: .connectionClosed(.finished)))
    }

    @Test("gives a peer that reads late every answer, in order")
    func readsLate() throws {
        let server = try server { configuration in
            configuration.limits.requestsPerConnection = .max
            configuration.handler = { request, _ in
                HTTPResponse(status: .ok, body: Array(request.path.utf8) + [UInt8](repeating: 0x61, count: 50_000))
            }
        }
        let peer = try TLSPeer.connect(server.address, try credentials.client(), receiveBuffer: 4096)
        let count = 300
        peer.send((0..<count).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        for number in 0..<count {
            let response = try #require(peer.readResponse(), "answer \(number)")
            #expect(response.text.hasPrefix("/\(number)a"))
        }
    }

    @Test(
        "goes on with the requests it has read when the kernel refuses an answer for a moment",
        arguments: [false, true]
    )
    func refusedForAMoment(_ encrypted: Bool) throws {
        let context = encrypted ? try credentials.server() : nil
        let isRefused = Mutex(false)
        let server = try TestServer { configuration in
            if let context { configuration.tls = { context } }
            configuration.handler = { request, _ in
                HTTPResponse(status: .ok, body: Array(request.path.utf8) + [UInt8](repeating: 0x61, count: 50_000))
            }
            let live = SystemCalls.live
            configuration.systemCalls.send = { descriptor, bytes in
                let refuses = isRefused.withLock { isRefused in
                    defer { isRefused = isRefused || bytes.count > 50_000 }
                    return !isRefused && bytes.count > 50_000
                }
                return refuses ? .wouldBlock : live.send(descriptor, bytes)
            }
        }
        let peer: any AskingPeer =
            encrypted
            ? try TLSPeer.connect(server.address, try credentials.client()) : try TestPeer(server.address)
        peer.send((0..<7).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        for number in 0..<7 { #expect(peer.readResponse()?.text.hasPrefix("/\(number)a") == true) }
        #expect(isRefused.withLock { $0 })
    }

    @Test("closes a peer that never reads")
    func neverReads() throws {
        let answer = [UInt8](repeating: 0x61, count: 8 << 20)
        let server = try server { configuration in
            configuration.limits.write = .milliseconds(100)
            configuration.handler = { _, _ in HTTPResponse(status: .ok, body: answer) }
        }
        let peer = try TLSPeer.connect(server.address, try credentials.client(), receiveBuffer: 4096)
        peer.send(String(repeating: Self.get, count: 10))
        #expect(server.events.wait(for: .timedOut(.write)))
        #expect(server.events.count { $0 == .requestAnswered(.ok) } < 3)
    }

    @Test("gives new connections a new certificate while the old ones go on")
    func certificateChange() throws {
        let contexts = try (0..<5).map { try credentials.server("server-\($0)") }
        let current = Mutex(contexts[0])
        let server = try TestServer { configuration in
            configuration.tls = { current.withLock { $0 } }
        }
        let client = try credentials.client()
        var peers: [TLSPeer] = []
        for (index, context) in contexts.enumerated() {
            current.withLock { $0 = context }
            let peer = try TLSPeer.connect(server.address, client)
            #expect(peer.serverName == "server-\(index)")
            peers.append(peer)
            for peer in peers {
                peer.send(Self.get)
                #expect(peer.readResponse()?.status == 200)
            }
        }
    }

    @Test("loses no request while its certificate changes under load, nor when it drains")
    func underLoad() throws {
        let contexts = try (0..<2).map { try credentials.server("server-\($0)") }
        let turn = Mutex(0)
        let server = try TestServer { configuration in
            configuration.eventLoops = 2
            configuration.limits.requestsPerConnection = 20
            configuration.limits.drainQuiet = .milliseconds(200)
            configuration.tls = {
                contexts[
                    turn.withLock {
                        $0 += 1
                        return $0 % 2
                    }
                ]
            }
        }
        let client = try credentials.client()
        let load = Load { [address = server.address] in try TLSPeer.connect(address, client) }
        let threads = try (0..<4).map { _ in try LoopThread.start("test") { load.run() } }
        #expect(server.events.wait(for: .requestAnswered(.ok), count: 500))
        #expect(server.drain().cutConnections == 0)
        for thread in threads { thread.join() }
        #expect(load.lost == 0)
        #expect(load.answered >= 500)
    }
}
