import Synchronization
import Testing

@testable import SocketServer

@Suite("Failures to accept")
struct AcceptFailureTests {
    /// A server whose first accepts fail in the given way, and a client that asks it.
    private func serve(failing errors: [ErrorNumber]) throws -> TestServer {
        let script = Mutex(errors)
        let server = try TestServer { configuration in
            let live = SystemCalls.live
            configuration.systemCalls.accept = { listener in
                let next = script.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                return next.map { .failure($0) } ?? live.accept(listener)
            }
        }
        let peer = try TestPeer(server.address)
        peer.send("GET /a HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(peer.readResponse()?.status == 200)
        return server
    }

    @Test(
        "for want of descriptors or memory pause accepting, and the peer is served afterwards",
        arguments: [ErrorNumber.processDescriptors, .systemDescriptors, .noBuffers, .noMemory]
    )
    func pauses(_ error: ErrorNumber) throws {
        let server = try serve(failing: [error, error, error])
        #expect(server.events.count { $0 == .acceptFailed(error, pauses: true) } == 3)
    }

    @Test("of one connection concern no other")
    func aborted() throws {
        let server = try serve(failing: [.connectionAborted, .connectionAborted])
        #expect(server.events.count { $0 == .acceptFailed(.connectionAborted, pauses: false) } == 2)
    }

    @Test("of a kind that nobody expects pause as well, instead of ending the server")
    func unexpected() throws {
        let strange = ErrorNumber(71)
        let server = try serve(failing: [strange])
        #expect(server.events.count { $0 == .acceptFailed(strange, pauses: true) } == 1)
    }
}
