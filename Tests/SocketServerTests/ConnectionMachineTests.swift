import HTTPWire
import Testing

@testable import SocketServer

@Suite("The connection machine")
struct ConnectionMachineTests {
    typealias Machine = ConnectionMachine

    /// A life: events in, the action for each, and what holds afterwards.
    struct Life: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var encrypted = false
        var requestLimit = 100
        let events: [Machine.Event]
        let actions: [Machine.Action]
        let state: Machine.State
        var awaitsOutput = false
        let deadline: DeadlineKind?
    }

    static let serving = [
        Life(
            testDescription: "a new plain connection waits for a request",
            events: [],
            actions: [],
            state: .receiving(.none),
            deadline: .idle
        ),
        Life(
            testDescription: "a request in pieces has one deadline for its head and one for its body",
            events: [.inputConsumed(.head), .inputConsumed(.body)],
            actions: [.none, .none],
            state: .receiving(.body),
            deadline: .body
        ),
        Life(
            testDescription: "a head that has begun has a deadline",
            events: [.inputConsumed(.head)],
            actions: [.none],
            state: .receiving(.head),
            deadline: .header
        ),
        Life(
            testDescription: "a request is answered and the connection waits for the next",
            events: [.requestReceived(allowsReuse: true), .inputConsumed(.none), .outputSent],
            actions: [.answer(keepsAlive: true), .none, .none],
            state: .receiving(.none),
            deadline: .idle
        ),
        Life(
            testDescription: "a client that wants to close is answered, then read until it closes",
            events: [.requestReceived(allowsReuse: false), .outputSent, .peerFinished],
            actions: [.answer(keepsAlive: false), .finishOutput, .close],
            state: .closed(.finished),
            deadline: nil
        ),
        Life(
            testDescription: "the last request of a connection ends it",
            requestLimit: 2,
            events: [.requestReceived(allowsReuse: true), .outputSent, .requestReceived(allowsReuse: true)],
            actions: [.answer(keepsAlive: true), .none, .answer(keepsAlive: false)],
            state: .closing,
            deadline: .write
        ),
        Life(
            testDescription: "a client that leaves between requests has finished",
            events: [.requestReceived(allowsReuse: true), .outputSent, .peerFinished],
            actions: [.answer(keepsAlive: true), .none, .close],
            state: .closed(.finished),
            deadline: nil
        ),
        Life(
            testDescription: "a client that leaves within a request has left",
            events: [.inputConsumed(.head), .peerFinished],
            actions: [.none, .close],
            state: .closed(.peer),
            deadline: nil
        ),
        Life(
            testDescription: "what is no request is answered as the last",
            events: [.requestRefused, .outputSent],
            actions: [.refuse, .finishOutput],
            state: .lingering,
            deadline: .linger
        ),
        Life(
            testDescription: "nothing is answered once the last answer is given",
            events: [.requestReceived(allowsReuse: false), .requestReceived(allowsReuse: true), .requestRefused],
            actions: [.answer(keepsAlive: false), .none, .none],
            state: .closing,
            deadline: .write
        ),
        Life(
            testDescription: "nothing happens to a closed connection",
            events: [.peerFailed, .requestReceived(allowsReuse: true), .deadlinePassed, .cut, .outputSent],
            actions: [.close, .none, .none, .none, .none],
            state: .closed(.finished),
            deadline: nil
        ),
    ]

    static let backPressure = [
        Life(
            testDescription: "answers that are not taken stop the reading of requests",
            events: [.requestReceived(allowsReuse: true), .outputBlocked],
            actions: [.answer(keepsAlive: true), .none],
            state: .receiving(.none),
            awaitsOutput: true,
            deadline: .write
        ),
        Life(
            testDescription: "and once they are taken it goes on",
            events: [.requestReceived(allowsReuse: true), .outputBlocked, .outputSent],
            actions: [.answer(keepsAlive: true), .none, .none],
            state: .receiving(.none),
            deadline: .idle
        ),
        Life(
            testDescription: "a peer that never takes them is closed",
            events: [.requestReceived(allowsReuse: true), .outputBlocked, .deadlinePassed],
            actions: [.answer(keepsAlive: true), .none, .close],
            state: .closed(.timeout),
            awaitsOutput: true,
            deadline: nil
        ),
        Life(
            testDescription: "a peer that sends no more still gets what it asked for",
            events: [.requestReceived(allowsReuse: true), .outputBlocked, .peerFinished, .outputSent],
            actions: [.answer(keepsAlive: true), .none, .none, .finishOutput],
            state: .lingering,
            deadline: .linger
        ),
        Life(
            testDescription: "a peer that breaks the connection while answers wait has left",
            events: [.requestReceived(allowsReuse: true), .outputBlocked, .peerFailed],
            actions: [.answer(keepsAlive: true), .none, .close],
            state: .closed(.peer),
            awaitsOutput: true,
            deadline: nil
        ),
        Life(
            testDescription: "a last answer that is not taken has the same deadline",
            events: [.requestReceived(allowsReuse: false), .outputBlocked, .deadlinePassed],
            actions: [.answer(keepsAlive: false), .none, .close],
            state: .closed(.timeout),
            awaitsOutput: true,
            deadline: nil
        ),
    ]

    static let deadlines = [
        Life(
            testDescription: "an idle connection is closed without a word",
            events: [.deadlinePassed],
            actions: [.close],
            state: .closed(.timeout),
            deadline: nil
        ),
        Life(
            testDescription: "a late head is answered 408",
            events: [.inputConsumed(.head), .deadlinePassed, .outputSent],
            actions: [.none, .refuseLateRequest, .finishOutput],
            state: .lingering,
            deadline: .linger
        ),
        Life(
            testDescription: "a late body is answered 408",
            events: [.inputConsumed(.body), .deadlinePassed],
            actions: [.none, .refuseLateRequest],
            state: .closing,
            deadline: .write
        ),
        Life(
            testDescription: "a peer that does not close after the last answer is closed",
            events: [.requestRefused, .outputSent, .deadlinePassed],
            actions: [.refuse, .finishOutput, .close],
            state: .closed(.finished),
            deadline: nil
        ),
        Life(
            testDescription: "a silent handshake is closed",
            encrypted: true,
            events: [.deadlinePassed],
            actions: [.close],
            state: .closed(.timeout),
            deadline: nil
        ),
    ]

    static let encryption = [
        Life(
            testDescription: "a new encrypted connection begins with the handshake",
            encrypted: true,
            events: [],
            actions: [],
            state: .handshaking,
            deadline: .handshake
        ),
        Life(
            testDescription: "a handshake that blocks keeps its deadline",
            encrypted: true,
            events: [.outputBlocked],
            actions: [.none],
            state: .handshaking,
            awaitsOutput: true,
            deadline: .handshake
        ),
        Life(
            testDescription: "requests come after the handshake",
            encrypted: true,
            events: [.handshakeCompleted],
            actions: [.none],
            state: .receiving(.none),
            deadline: .idle
        ),
        Life(
            testDescription: "a request during the handshake is nobody's",
            encrypted: true,
            events: [.requestReceived(allowsReuse: true), .requestRefused, .inputConsumed(.head)],
            actions: [.none, .none, .none],
            state: .handshaking,
            deadline: .handshake
        ),
        Life(
            testDescription: "a failed handshake sends its alert before it closes",
            encrypted: true,
            events: [.encryptionFailed, .outputSent, .peerFinished],
            actions: [.flush, .finishOutput, .close],
            state: .closed(.finished),
            deadline: nil
        ),
        Life(
            testDescription: "a record that does not decrypt ends the connection in the same way",
            encrypted: true,
            events: [.handshakeCompleted, .encryptionFailed, .outputSent],
            actions: [.none, .flush, .finishOutput],
            state: .lingering,
            deadline: .linger
        ),
        Life(
            testDescription: "a second failure closes at once",
            encrypted: true,
            events: [.encryptionFailed, .encryptionFailed],
            actions: [.flush, .close],
            state: .closed(.peer),
            deadline: nil
        ),
        Life(
            testDescription: "a peer that leaves within the handshake has left",
            encrypted: true,
            events: [.handshakeBegan, .peerFinished],
            actions: [.none, .close],
            state: .closed(.peer),
            deadline: nil
        ),
        Life(
            testDescription: "a peer that leaves before it asked for a handshake wanted nothing",
            encrypted: true,
            events: [.peerFinished],
            actions: [.close],
            state: .closed(.finished),
            deadline: nil
        ),
    ]

    static let draining = [
        Life(
            testDescription: "once the drain began every answer is the last",
            events: [.drainBegan, .requestReceived(allowsReuse: true), .outputSent],
            actions: [.none, .answer(keepsAlive: false), .finishOutput],
            state: .lingering,
            deadline: .linger
        ),
        Life(
            testDescription: "an idle connection goes on while connections are accepted",
            events: [.drainBegan],
            actions: [.none],
            state: .receiving(.none),
            deadline: .idle
        ),
        Life(
            testDescription: "then it has the quiet time left",
            events: [.drainBegan, .acceptingStopped, .deadlinePassed],
            actions: [.none, .none, .close],
            state: .closed(.finished),
            deadline: nil
        ),
        Life(
            testDescription: "a request under way keeps its own deadline",
            events: [.inputConsumed(.head), .drainBegan, .acceptingStopped],
            actions: [.none, .none, .none],
            state: .receiving(.head),
            deadline: .header
        ),
        Life(
            testDescription: "a handshake that has not begun has only the drain's quiet time left",
            encrypted: true,
            events: [.acceptingStopped],
            actions: [.none],
            state: .handshaking,
            deadline: .drain
        ),
        Life(
            testDescription: "a handshake that has not begun when that is over was no loss",
            encrypted: true,
            events: [.acceptingStopped, .deadlinePassed],
            actions: [.none, .close],
            state: .closed(.finished),
            deadline: nil
        ),
        Life(
            testDescription: "a handshake that has begun has its time",
            encrypted: true,
            events: [.acceptingStopped, .handshakeBegan],
            actions: [.none, .none],
            state: .handshaking,
            deadline: .handshake
        ),
        Life(
            testDescription: "a handshake that had begun keeps its time",
            encrypted: true,
            events: [.handshakeBegan, .acceptingStopped],
            actions: [.none, .none],
            state: .handshaking,
            deadline: .handshake
        ),
        Life(
            testDescription: "a handshake under way goes on and one request follows",
            encrypted: true,
            events: [.acceptingStopped, .handshakeCompleted, .requestReceived(allowsReuse: true)],
            actions: [.none, .none, .answer(keepsAlive: false)],
            state: .closing,
            deadline: .write
        ),
        Life(
            testDescription: "cutting an idle connection cuts nobody off",
            events: [.cut],
            actions: [.close],
            state: .closed(.finished),
            deadline: nil
        ),
        Life(
            testDescription: "cutting within a request does",
            events: [.inputConsumed(.head), .cut],
            actions: [.none, .close],
            state: .closed(.cut),
            deadline: nil
        ),
        Life(
            testDescription: "and so does cutting before an answer is taken",
            events: [.requestReceived(allowsReuse: true), .outputBlocked, .cut],
            actions: [.answer(keepsAlive: true), .none, .close],
            state: .closed(.cut),
            awaitsOutput: true,
            deadline: nil
        ),
        Life(
            testDescription: "cutting after the last answer was sent does not",
            events: [.requestReceived(allowsReuse: false), .outputSent, .cut],
            actions: [.answer(keepsAlive: false), .finishOutput, .close],
            state: .closed(.finished),
            deadline: nil
        ),
    ]

    @Test("answers each event with one action", arguments: serving + backPressure + deadlines + encryption + draining)
    func lives(_ life: Life) {
        var machine = Machine(encrypted: life.encrypted, requestLimit: life.requestLimit)
        #expect(life.events.map { machine.handle($0) } == life.actions)
        #expect(machine.state == life.state)
        #expect(machine.awaitsOutput == life.awaitsOutput)
        #expect(machine.deadline?.kind == life.deadline)
    }

    @Test("takes requests only while it receives and nothing waits to be sent")
    func takesRequests() {
        var machine = Machine(encrypted: true, requestLimit: 2)
        #expect(!machine.takesRequests)
        _ = machine.handle(.handshakeCompleted)
        #expect(machine.takesRequests)
        _ = machine.handle(.outputBlocked)
        #expect(!machine.takesRequests)
        _ = machine.handle(.outputSent)
        #expect(machine.takesRequests)
        _ = machine.handle(.requestReceived(allowsReuse: false))
        #expect(!machine.takesRequests)
    }

    @Test("lets a deadline run on while bytes trickle in, and starts it anew with the next request")
    func deadlineIdentity() {
        var machine = Machine(encrypted: false, requestLimit: 10)
        _ = machine.handle(.inputConsumed(.head))
        let first = machine.deadline
        _ = machine.handle(.inputConsumed(.head))
        #expect(machine.deadline == first)
        _ = machine.handle(.requestReceived(allowsReuse: true))
        _ = machine.handle(.inputConsumed(.head))
        #expect(machine.deadline?.kind == .header)
        #expect(machine.deadline != first)
    }

    @Test("starts the idle deadline anew after each request")
    func idleDeadlineIdentity() {
        var machine = Machine(encrypted: false, requestLimit: 10)
        let first = machine.deadline
        _ = machine.handle(.requestReceived(allowsReuse: true))
        _ = machine.handle(.inputConsumed(.none))
        #expect(machine.deadline?.kind == .idle)
        #expect(machine.deadline != first)
    }
}
