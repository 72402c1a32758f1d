import Glibc
import Testing

@testable import SocketServer

@Suite("A listening socket")
struct ListeningSocketTests {
    private func bind(count: Int) throws -> [ListeningSocket] {
        let any = try #require(SocketAddress("127.0.0.1", port: 0))
        return try ListeningSocket.bind(any, count: count, dualStack: false)
    }

    @Test("shares the port that the kernel chose with the others of its server")
    func sharedPort() throws {
        let sockets = try bind(count: 4)
        #expect(sockets.count == 4)
        #expect(sockets.allSatisfy { $0.address == sockets[0].address && $0.address.port != 0 })
    }

    @Test("can stop connections from being made and still give those that were")
    func dropNewConnections() throws {
        let listener = try #require(try bind(count: 1).first)
        let early = try TestPeer(listener.address)
        listener.dropNewConnections()

        let late = try SystemCall.require("socket") {
            socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        }
        let owner = FileDescriptor(owning: late)
        var storage = SocketAddress.Storage(listener.address)
        storage.withMutablePointer { pointer, length in
            #expect(connect(owner.rawValue, pointer, length.pointee) == -1)
        }
        // On loopback the handshake is over when connect returns, if it takes place at all.
        var request = pollfd(fd: owner.rawValue, events: Int16(POLLOUT), revents: 0)
        #expect(poll(&request, 1, 0) == 0)

        early.send("hello")
        guard case .success(let accepted) = SystemCalls.live.accept(listener.rawValue) else {
            Issue.record("the connection that was made is gone")
            return
        }
        let serverEnd = FileDescriptor(owning: accepted.descriptor)
        var bytes = [UInt8](repeating: 0, count: 5)
        #expect(recv(serverEnd.rawValue, &bytes, 5, 0) == 5)
        guard case .wouldBlock = SystemCalls.live.accept(listener.rawValue) else {
            Issue.record("the connection that was not to be made is there")
            return
        }
    }
}
