import Testing

@testable import SocketServer

@Suite("A listener that cannot accept")
struct AcceptorTests {
    private func acceptor() throws -> Acceptor {
        let address = try #require(SocketAddress("127.0.0.1", port: 0))
        return Acceptor(try #require(try ListeningSocket.bind(address, count: 1, dualStack: false).first))
    }

    @Test("pauses twice as long after each failure, a second at most, and shortly again after a success")
    func backOff() throws {
        var acceptor = try acceptor()
        let now = MonotonicTime(nanoseconds: 0)
        let pauses = (0..<10).map { _ in acceptor.pause(now).nanoseconds / 1_000_000 }
        #expect(pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000])
        acceptor.succeeded()
        #expect(acceptor.pause(now).nanoseconds == 5_000_000)
    }

    @Test("goes on when the pause is over, not before")
    func endOfPause() throws {
        var acceptor = try acceptor()
        let end = acceptor.pause(MonotonicTime(nanoseconds: 0))
        acceptor.endPause(MonotonicTime(nanoseconds: end.nanoseconds - 1))
        #expect(acceptor.pausedUntil == end)
        acceptor.endPause(end)
        #expect(acceptor.pausedUntil == nil)
    }
}
