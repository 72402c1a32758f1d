import Testing

@testable import KubernetesClient

@Suite struct ReflectorMachineTests {
    typealias Machine = ReflectorMachine

    static let expired = KubernetesError.status(APIStatus(code: 410, reason: "Expired"))
    static let refused = KubernetesError.transport(.notConnected("refused"))
    static let silent = KubernetesError.transport(.silent)

    /// A machine that watches from version 10.
    static func watching(streaming: Bool = false) -> Machine {
        var machine = Machine(prefersStreaming: streaming)
        _ = machine.next()
        machine.listed(at: "10")
        return machine
    }

    static func end(
        _ machine: inout Machine,
        _ end: Machine.WatchEnd,
        lifetime: Duration = .seconds(30),
        frames: Int = 0,
        now: Duration = .seconds(1000)
    ) -> [Machine.Step] {
        machine.watchEnded(end, lifetime: lifetime, frames: frames, now: now, random: 0)
        return steps(&machine)
    }

    /// The next steps, up to one that asks the server.
    static func steps(_ machine: inout Machine) -> [Machine.Step] {
        var steps = [machine.next()]
        while case .wait? = steps.last { steps.append(machine.next()) }
        return steps
    }

    @Test("it begins with a list, then watches from there, and from every state that it hears of")
    func beginning() {
        var machine = Machine(prefersStreaming: false)
        #expect(machine.listReason == .initial)
        #expect(Self.steps(&machine) == [.list])
        machine.listed(at: "10")
        #expect(Self.steps(&machine) == [.watch(from: "10")])
        machine.advanced(to: "12")
        #expect(Self.end(&machine, .closed, frames: 1) == [.watch(from: "12")])
    }

    @Test("a watch that the server ends in time is followed by the next, without delay, again and again")
    func ordinaryEnds() {
        var machine = Self.watching()
        for _ in 0..<20 { #expect(Self.end(&machine, .closed, lifetime: .seconds(400)) == [.watch(from: "10")]) }
        #expect(machine.failures == 0)
    }

    @Test("a watch that ends at once without a word is a failure, and failures in a row slow down")
    func shortWatches() {
        var machine = Self.watching()
        let waits = (0..<8).map { _ in Self.end(&machine, .closed, lifetime: .milliseconds(10)).first }
        let expected: [Machine.Step] =
            [.watch(from: "10")] + [800, 1600, 3200, 6400, 12_800, 25_600, 30_000].map { .wait(.milliseconds($0)) }
        #expect(waits == expected)
    }

    @Test("after two good minutes the next failure is the first again")
    func forgiveness() {
        var machine = Self.watching()
        for second in 0..<5 {
            _ = Self.end(&machine, .notOpened(Self.refused), now: .seconds(1000 + second))
        }
        #expect(machine.failures == 5)
        #expect(Self.end(&machine, .notOpened(Self.refused), now: .seconds(1124)) == [.watch(from: "10")])
        #expect(machine.failures == 1)
    }

    @Test("a server that is away does not make it list anew", arguments: [refused, .transport(.closed)])
    func away(_ error: KubernetesError) {
        var machine = Self.watching()
        _ = Self.end(&machine, .notOpened(error))
        #expect(Self.end(&machine, .notOpened(error)) == [.wait(.milliseconds(800)), .watch(from: "10")])
        #expect(Self.end(&machine, .failed(.transport(.closed))).last == .watch(from: "10"))
    }

    @Test("a delay that the server asks for is kept")
    func retryAfter() {
        var machine = Self.watching()
        let error = KubernetesError.status(APIStatus(code: 429, reason: "TooManyRequests", retryAfter: .seconds(5)))
        #expect(Self.end(&machine, .notOpened(error)) == [.wait(.seconds(5)), .watch(from: "10")])
    }

    @Test("a state that is too old leads to a list, whether the server says so in the stream or before")
    func expiry() {
        for end in [Machine.WatchEnd.failed(Self.expired), .notOpened(Self.expired)] {
            var machine = Self.watching()
            #expect(Self.end(&machine, end) == [.list])
            #expect(machine.listReason == .expired)
        }
    }

    @Test("states that expire again and again do not make a storm of lists")
    func expiryStorm() {
        var machine = Self.watching()
        _ = Self.end(&machine, .failed(Self.expired))
        machine.listed(at: "11")
        #expect(Self.end(&machine, .failed(Self.expired)) == [.wait(.milliseconds(800)), .list])
        machine.listed(at: "12")
        #expect(Self.end(&machine, .failed(Self.expired)) == [.wait(.milliseconds(1600)), .list])
    }

    @Test("the first silence is taken for a dead connection, the second for a state that is not there")
    func silence() {
        var machine = Self.watching(streaming: true)
        #expect(Self.end(&machine, .failed(Self.silent)) == [.watch(from: "10")])
        #expect(Self.end(&machine, .failed(Self.silent)) == [.list])
        #expect(machine.listReason == .silent)
    }

    @Test("a bookmark between two silences proves the connection")
    func noSilence() {
        var machine = Self.watching()
        _ = Self.end(&machine, .failed(Self.silent))
        machine.advanced(to: "11")
        #expect(Self.end(&machine, .failed(Self.silent)) == [.watch(from: "11")])
    }

    @Test("a failure that leaves open what was missed leads to a list")
    func unclear() {
        for error in [
            KubernetesError.status(APIStatus(code: 500, reason: "InternalError")), .unreadableAnswer(.empty),
            .transport(.tooLarge(limit: 1)),
        ] {
            var machine = Self.watching()
            #expect(Self.end(&machine, .failed(error)) == [.list])
            #expect(machine.listReason == .failed)
        }
    }

    @Test("a list that fails is repeated, more and more slowly")
    func failingList() {
        var machine = Machine(prefersStreaming: false)
        let forbidden = KubernetesError.status(APIStatus(code: 403, reason: "Forbidden"))
        var waits: [Machine.Step] = []
        for _ in 0..<3 {
            waits += Self.steps(&machine)
            machine.listFailed(forbidden, streaming: false, now: .seconds(1000), random: 0)
        }
        #expect(waits == [.list, .list, .wait(.milliseconds(800)), .list])
    }

    @Test("a server that does not know streaming lists is asked once, and never again")
    func noStreaming() {
        var machine = Machine()
        #expect(Self.steps(&machine) == [.streamingList])
        let unknown = KubernetesError.status(APIStatus(code: 422, reason: "Invalid"))
        machine.listFailed(unknown, streaming: true, now: .seconds(1000), random: 0)
        #expect(Self.steps(&machine) == [.list])
        machine.listed(at: "10")
        #expect(Self.end(&machine, .failed(Self.expired)) == [.list])
    }

    @Test("a streaming list that fails otherwise is followed by an ordinary one, and later streamed again")
    func failedStreaming() {
        var machine = Machine()
        _ = machine.next()
        machine.listFailed(Self.silent, streaming: true, now: .seconds(1000), random: 0)
        #expect(Self.steps(&machine) == [.list])
        machine.listed(at: "10")
        machine.advanced(to: "11")
        #expect(Self.end(&machine, .failed(Self.expired), now: .seconds(5000)) == [.streamingList])
    }
}
