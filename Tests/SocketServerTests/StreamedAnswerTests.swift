import HTTPWire
import Synchronization
import TLS
import TestSupport
import Testing

@testable import SocketServer

/// Answers whose body is made while it is sent.
@Suite("A streamed answer")
struct StreamedAnswerTests {
    private static let pieceSize = 64 << 10

    /// Answers `/COUNT` with so many pieces, and says how many were made.
    private static func server(
        _ made: Mutex<Int>.Box,
        _ configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> TestServer {
        try TestServer { configuration in
            configuration.handler = { request, _ in
                let rest = Mutex(Int(request.path.dropFirst()) ?? 0)
                let stream = HTTPBodyStream {
                    rest.withLock { rest in
                        guard rest > 0 else { return [] }
                        rest -= 1
                        made.value.withLock { $0 += 1 }
                        return [UInt8](repeating: UInt8(ascii: "a") + UInt8(rest % 26), count: pieceSize)
                    }
                }
                return HTTPResponse(status: .ok, headers: [:], stream: stream)
            }
            configure(&configuration)
        }
    }

    /// The body of so many pieces.
    private static func body(_ count: Int) -> [UInt8] {
        (0..<count).reversed().flatMap { [UInt8](repeating: UInt8(ascii: "a") + UInt8($0 % 26), count: pieceSize) }
    }

    private static func get(_ count: Int, _ fields: String = "") -> String {
        "GET /\(count) HTTP/1.1\r\nHost: test\r\n\(fields)\r\n"
    }

    @Test("comes whole to curl, over TLS and without, and the connection goes on", arguments: [true, false])
    func curl(encrypted: Bool) async throws {
        let credentials = try TestCredentials()
        let authority = try TemporaryFile(credentials.authority.identity.certificateChain.bytes)
        defer { withExtendedLifetime(authority) {} }
        let context = try credentials.server()
        let server = try Self.server(Mutex<Int>.Box(0)) { if encrypted { $0.tls = { context } } }
        let url = "\(encrypted ? "https" : "http")://localhost:\(server.address.port)"
        let answer = try await Command.output(
            "curl",
            [
                "--silent", "--show-error", "--cacert", authority.path, "--write-out", "%{num_connects}",
                "\(url)/70", "\(url)/0", "\(url)/1",
            ]
        )
        #expect(
            Array(answer.utf8) == Self.body(70) + Array("1".utf8) + Array("0".utf8) + Self.body(1) + Array("0".utf8)
        )
    }

    @Test("is made no faster than the peer takes it, and the next request is answered after it")
    func slowReader() throws {
        let made = Mutex<Int>.Box(0)
        let server = try Self.server(made)
        let peer = try TestPeer(server.address)
        // More than the kernel buffers for both sides.
        peer.send(Self.get(1000) + Self.get(1, "Connection: close\r\n"))
        let first = peer.read(1 << 20)
        #expect(first.count == 1 << 20)
        #expect(made.value.withLock { $0 } < 900, "made ahead of the peer")
        let (rest, ending) = peer.readToEnd()
        #expect(ending == .closed)
        let answers = (first + rest).split(separator: Array("HTTP/1.1 200 OK".utf8))
        #expect(answers.count == 2)
        #expect(made.value.withLock { $0 } == 1001)
        for (answer, count) in zip(answers, [1000, 1]) {
            #expect(answer.count { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } >= count * Self.pieceSize)
            #expect(answer.suffix(7) == Array("\r\n0\r\n\r\n".utf8)[...])
        }
    }

    @Test("comes whole over TLS where it is the last of its connection", arguments: [false, true])
    func last(drains: Bool) throws {
        let credentials = try TestCredentials()
        let context = try credentials.server()
        let server = try Self.server(Mutex<Int>.Box(0)) { $0.tls = { context } }
        let peer = try TLSPeer.connect(server.address, try credentials.client())
        // More than the kernel buffers for both sides.
        peer.send(Self.get(300, drains ? "" : "Connection: close\r\n"))
        #expect(server.events.wait(for: .requestAnswered(.ok)))
        let thread = try LoopThread.start("test") { [server = server.server] in
            guard drains else { return }
            #expect(server.drain(delay: .zero, timeout: .seconds(10)) == DrainReport(cutConnections: 0))
        }
        #expect(peer.readToEnd() == .closed)
        // Those of the head are fewer than a piece has.
        #expect(peer.plaintext.count { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } >= 300 * Self.pieceSize)
        #expect(peer.plaintext.suffix(7) == Array("\r\n0\r\n\r\n".utf8)[...])
        peer.peer.finish()
        thread.join()
    }

    @Test("that nobody takes ends with the time for writing, and is made no further")
    func abandoned() throws {
        let made = Mutex<Int>.Box(0)
        let server = try Self.server(made) { $0.limits.write = .milliseconds(100) }
        let peer = try TestPeer(server.address)
        peer.send(Self.get(1000))
        #expect(server.events.wait(for: .timedOut(.write)))
        #expect(made.value.withLock { $0 } < 900)
        withExtendedLifetime(peer) {}
    }
}

extension Mutex where Value == Int {
    /// A count that closures share.
    fileprivate final class Box: Sendable {
        let value: Mutex<Int>

        init(_ value: Int) { self.value = Mutex(value) }
    }
}
