import CLinux
import Glibc
import Testing

@testable import SocketServer

@Suite("The deadline queue")
struct DeadlineQueueTests {
    private var limits = ServerLimits()
    private var queue = DeadlineQueue()

    init() {
        limits.idle = .seconds(100)
        limits.header = .seconds(10)
    }

    private func connection(_ slot: UInt32) throws -> Connection {
        try Connection(
            owning: FileDescriptor(owning: SystemCall.require("eventfd") { eventfd(0, 0) }),
            token: EpollToken(slot: slot, generation: 1),
            peer: #require(SocketAddress("127.0.0.1", port: 1)),
            session: nil,
            limits: limits
        )
    }

    private func at(_ seconds: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: seconds * 1_000_000_000)
    }

    private mutating func run(_ connection: Connection, _ kind: DeadlineKind, request: Int, from seconds: UInt64) {
        let deadline = ConnectionMachine.Deadline(kind: kind, requestsReceived: request)
        queue.update(connection, to: deadline, limits: limits, now: at(seconds))
    }

    /// The slots of the connections whose deadlines have passed at `seconds`.
    private mutating func passed(_ connections: [Connection], at seconds: UInt64) -> [UInt32] {
        var slots: [UInt32] = []
        while let (token, moment) = queue.popDue(at(seconds)) {
            for connection in connections where connection.token == token {
                if queue.hasPassed(connection, moment: moment, now: at(seconds)) { slots.append(token.slot) }
            }
        }
        return slots
    }

    @Test("gives each connection when its deadline has passed, soonest first")
    mutating func order() throws {
        let (slow, fast) = (try connection(1), try connection(2))
        run(slow, .idle, request: 0, from: 0)
        run(fast, .header, request: 0, from: 5)
        #expect(queue.earliest == at(15))
        #expect(passed([slow, fast], at: 14) == [])
        #expect(passed([slow, fast], at: 15) == [2])
        #expect(passed([slow, fast], at: 100) == [1])
        #expect(queue.earliest == nil)
    }

    @Test("does not grow while requests move a deadline on")
    mutating func movedOn() throws {
        let connection = try connection(1)
        for request in 0..<1000 { run(connection, .idle, request: request, from: UInt64(request) / 10) }
        #expect(queue.count == 1)
        // The last request was received at 99 s.
        #expect(passed([connection], at: 198) == [])
        #expect(queue.count == 1)
        #expect(passed([connection], at: 199) == [1])
    }

    @Test("lets a deadline that is running run on")
    mutating func runsOn() throws {
        let connection = try connection(1)
        run(connection, .header, request: 3, from: 0)
        run(connection, .header, request: 3, from: 9)
        #expect(passed([connection], at: 10) == [1])
    }

    @Test("gives a connection earlier when its deadline moves forward, and only once")
    mutating func movedForward() throws {
        let connection = try connection(1)
        run(connection, .idle, request: 0, from: 0)
        run(connection, .header, request: 0, from: 1)
        #expect(queue.earliest == at(11))
        #expect(passed([connection], at: 11) == [1])
        #expect(passed([connection], at: 1000) == [])
        #expect(queue.earliest == nil)
    }

    @Test("holds moments that are nobody's deadline as well")
    mutating func scheduled() throws {
        queue.schedule(.acceptor(0), at: at(3))
        #expect(queue.popDue(at(2)) == nil)
        #expect(queue.popDue(at(3))?.token == .acceptor(0))
    }
}
