import CLinux
import Glibc
import Testing

@testable import SocketServer

@Suite("The connection table")
struct ConnectionTableTests {
    private func connection(_ token: EpollToken) throws -> Connection {
        try Connection(
            owning: FileDescriptor(owning: SystemCall.require("eventfd") { eventfd(0, 0) }),
            token: token,
            peer: #require(SocketAddress("127.0.0.1", port: 1)),
            session: nil,
            limits: ServerLimits()
        )
    }

    @Test("finds a connection by its token until it is removed")
    func find() throws {
        var table = ConnectionTable()
        let (first, second) = (try connection(table.reserve()), try connection(table.reserve()))
        table.insert(first)
        table.insert(second)
        #expect(table.find(first.token) === first)
        #expect(table.find(second.token) === second)
        #expect(table.count == 2)
        table.remove(first)
        #expect(table.find(first.token) == nil)
        #expect(table.all.count == 1)
    }

    @Test("gives a slot again under another generation, so that late events find nobody")
    func generations() throws {
        var table = ConnectionTable()
        let first = try connection(table.reserve())
        table.insert(first)
        table.remove(first)
        let second = try connection(table.reserve())
        table.insert(second)
        #expect(second.token.slot == first.token.slot)
        #expect(table.find(first.token) == nil)
        #expect(table.find(second.token) === second)
    }

    @Test("gives a slot again that no connection came to use")
    func released() {
        var table = ConnectionTable()
        let token = table.reserve()
        table.release(token)
        #expect(table.reserve().slot == token.slot)
        #expect(table.find(token) == nil)
        #expect(table.find(EpollToken(slot: 7, generation: 1)) == nil)
    }

    @Test("never gives the generation of the loop's own descriptors")
    func ownTokens() {
        #expect(EpollToken.wakeUp.acceptorIndex == nil)
        #expect(EpollToken.acceptor(3).acceptorIndex == 3)
        #expect(EpollToken(slot: 4, generation: 1).acceptorIndex == nil)
        let token = EpollToken(slot: 0xFFFF_FFFE, generation: 0xABCD_EF01)
        #expect(EpollToken(packed: token.packed) == token)
    }
}
