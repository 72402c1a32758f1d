import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct DelayedQueueCoreTests {
    typealias Core = DelayedQueueCore<String>

    static func queue() -> Core { Core(backoff: Backoff(initial: .seconds(1), maximum: .seconds(60), jitter: 1)) }

    /// What is handed out at that second, until nothing more is due.
    static func taken(_ queue: inout Core, at second: Int) -> [String] {
        var keys: [String] = []
        while let key = queue.take(now: .seconds(second)) { keys.append(key) }
        return keys
    }

    static func finish(_ queue: inout Core, _ key: String, _ outcome: QueueOutcome, at second: Int, random: Double = 0)
    {
        queue.finish(key, outcome, now: .seconds(second), random: random)
    }

    @Test("keys come in the order in which they became due, equals in the order in which they were added")
    func order() {
        var queue = Self.queue()
        for (key, due) in [("c", 3), ("a", 1), ("b", 1), ("d", 9)] { queue.add(key, due: .seconds(due)) }
        #expect(Self.taken(&queue, at: 0).isEmpty)
        #expect(Self.taken(&queue, at: 5) == ["a", "b", "c"])
        let next = queue.nextDue
        #expect(next == .seconds(9))
    }

    @Test("urgent keys that are due come in turn with the others, so that neither wait for all of the others")
    func urgency() {
        var queue = Self.queue()
        for key in ["a", "b", "c", "d"] { queue.add(key, due: .seconds(1)) }
        for (key, due) in [("x", 2), ("y", 2), ("z", 9)] { queue.add(key, due: .seconds(due), isUrgent: true) }
        let due = queue.dueCount(now: .seconds(5))
        #expect(due == 6)
        #expect(Self.taken(&queue, at: 5) == ["x", "a", "y", "b", "c", "d"])
        let next = queue.nextDue
        #expect(next == .seconds(9))
        #expect(Self.taken(&queue, at: 9) == ["z"])
    }

    @Test("a key that waits becomes urgent when somebody asks for that, and stays so, at the earliest time")
    func becomesUrgent() {
        var queue = Self.queue()
        for key in ["a", "b", "c"] { queue.add(key, due: .seconds(1)) }
        queue.add("c", due: .seconds(7), isUrgent: true)
        queue.add("c", due: .zero)
        #expect(queue.waitingCount == 3)
        #expect(Self.taken(&queue, at: 1) == ["c", "a", "b"])
        queue.add("a", due: .seconds(2), isUrgent: true)
        Self.finish(&queue, "a", .again(after: .seconds(60)), at: 2)
        Self.finish(&queue, "b", .again(after: .zero), at: 2)
        #expect(Self.taken(&queue, at: 2) == ["a", "b"])
        // What it was urgent for is done.
        Self.finish(&queue, "a", .again(after: .zero), at: 3)
        queue.add("d", due: .seconds(3), isUrgent: true)
        #expect(Self.taken(&queue, at: 3) == ["d", "a"])
    }

    static let attempts: [(outcome: QueueOutcome, staysUrgent: Bool)] = [
        (.failed(), true), (.interrupted, true), (.again(after: .zero), false),
    ]

    @Test("a key stays urgent while the work on it comes to nothing", arguments: attempts)
    func staysUrgent(_ outcome: QueueOutcome, _ staysUrgent: Bool) {
        var queue = Self.queue()
        queue.add("a", due: .zero, isUrgent: true)
        #expect(Self.taken(&queue, at: 0) == ["a"])
        for key in ["b", "c"] { queue.add(key, due: .zero) }
        Self.finish(&queue, "a", outcome, at: 0)
        #expect(Self.taken(&queue, at: 9) == (staysUrgent ? ["b", "a", "c"] : ["b", "c", "a"]))
    }

    @Test("a key that is added again is there once, at the earlier time")
    func duplicates() {
        var queue = Self.queue()
        for due in [5, 3, 7] { queue.add("a", due: .seconds(due)) }
        #expect(queue.waitingCount == 1)
        #expect(Self.taken(&queue, at: 2).isEmpty)
        #expect(Self.taken(&queue, at: 3) == ["a"])
        Self.finish(&queue, "a", .done, at: 4)
        #expect(Self.taken(&queue, at: 100).isEmpty)
    }

    @Test("a key that is worked on is not handed out, but comes again if it was added meanwhile")
    func running() {
        var queue = Self.queue()
        queue.add("a", due: .zero)
        #expect(Self.taken(&queue, at: 0) == ["a"])
        queue.add("a", due: .seconds(8))
        queue.add("a", due: .seconds(2))
        #expect(Self.taken(&queue, at: 10).isEmpty)
        Self.finish(&queue, "a", .done, at: 10)
        #expect(Self.taken(&queue, at: 10) == ["a"])
    }

    @Test("work that failed comes again ever later, and the first success makes it good")
    func failures() {
        var queue = Self.queue()
        queue.add("a", due: .zero)
        var delays: [Int] = []
        var now = 0
        for _ in 0..<8 {
            #expect(Self.taken(&queue, at: now) == ["a"])
            Self.finish(&queue, "a", .failed(), at: now)
            let due = Int(queue.nextDue?.components.seconds ?? -1)
            delays.append(due - now)
            now = due
        }
        #expect(delays == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(queue.failureCount("a") == 8)
        #expect(Self.taken(&queue, at: now) == ["a"])
        Self.finish(&queue, "a", .done, at: now)
        #expect(queue.failureCount("a") == 0)
    }

    @Test("jitter spreads the keys that failed together")
    func jitter() {
        var queue = Self.queue()
        queue.add("a", due: .zero)
        _ = Self.taken(&queue, at: 0)
        Self.finish(&queue, "a", .failed(), at: 0, random: 0.5)
        let due = queue.nextDue
        #expect(due == .milliseconds(1500))
    }

    struct Outcome: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let outcome: QueueOutcome
        let due: Int?
    }

    static let outcomes: [Outcome] = [
        Outcome(testDescription: "done", outcome: .done, due: nil),
        Outcome(testDescription: "again", outcome: .again(after: .seconds(30)), due: 130),
        Outcome(testDescription: "failed", outcome: .failed(), due: 101),
        Outcome(testDescription: "failed with a floor", outcome: .failed(floor: .seconds(7)), due: 107),
        Outcome(
            testDescription: "failed, but to be looked at sooner",
            outcome: .failed(floor: .seconds(20), again: .seconds(5)),
            due: 105
        ),
        Outcome(
            testDescription: "failed, and to be looked at later",
            outcome: .failed(again: .seconds(500)),
            due: 101
        ),
        Outcome(testDescription: "interrupted", outcome: .interrupted, due: 100),
    ]

    @Test("what became of the work says when the key comes again", arguments: outcomes)
    func outcome(_ testCase: Outcome) {
        var queue = Self.queue()
        queue.add("a", due: .zero)
        _ = Self.taken(&queue, at: 100)
        Self.finish(&queue, "a", testCase.outcome, at: 100)
        let due = queue.nextDue
        #expect(due == testCase.due.map { .seconds($0) })
    }

    @Test("an event pulls a key that waits after a failure forward; its failures are kept unless they are void")
    func pulledForward() {
        var queue = Self.queue()
        queue.add("a", due: .zero)
        for _ in 0..<3 {
            _ = Self.taken(&queue, at: 0)
            Self.finish(&queue, "a", .failed(), at: 0)
            queue.add("a", due: .zero)
        }
        #expect(queue.failureCount("a") == 3)
        queue.forgetFailures("a")
        _ = Self.taken(&queue, at: 0)
        Self.finish(&queue, "a", .failed(), at: 0)
        let due = queue.nextDue
        #expect(due == .seconds(1))
    }

    @Test("interruption is no failure, and finishing what was not handed out changes nothing")
    func interruption() {
        var queue = Self.queue()
        queue.add("a", due: .zero)
        Self.finish(&queue, "a", .done, at: 0)
        #expect(Self.taken(&queue, at: 0) == ["a"])
        Self.finish(&queue, "a", .interrupted, at: 1)
        Self.finish(&queue, "a", .failed(), at: 1)
        #expect(queue.failureCount("a") == 0)
        #expect(Self.taken(&queue, at: 1) == ["a"])
    }

    @Test("pulling one key forward a million times does not fill the memory", arguments: ["ordinary", "urgent"])
    func bounded(_ kind: String) {
        var queue = Self.queue()
        for due in (0..<100_000).reversed() { queue.add("a", due: .seconds(due), isUrgent: kind == "urgent") }
        let size = Mirror(reflecting: queue).children.first { $0.label == kind }.map { "\($0.value)".count } ?? .max
        #expect(size < 50_000)
        #expect(Self.taken(&queue, at: 0) == ["a"])
    }

    /// The same queue, written as simply as possible.
    struct Model {
        var due: [Int: (due: Int, turn: Int)] = [:]
        var running: [Int: Int?] = [:]
        var turn = 0

        mutating func add(_ key: Int, _ at: Int) {
            if let again = running[key] {
                running[key] = .some(min(again ?? at, at))
            } else if due[key].map({ at < $0.due }) ?? true {
                turn += 1
                due[key] = (at, turn)
            }
        }

        mutating func take(_ now: Int) -> Int? {
            let ready = due.filter { $0.value.due <= now }
            guard let first = ready.min(by: { ($0.value.due, $0.value.turn) < ($1.value.due, $1.value.turn) }) else {
                return nil
            }
            due[first.key] = nil
            running[first.key] = .some(nil)
            return first.key
        }

        mutating func finish(_ key: Int, _ delay: Int?, _ now: Int) {
            guard let again = running.removeValue(forKey: key) else { return }
            if let at = [again, delay.map { now + $0 }].compactMap({ $0 }).min() { add(key, at) }
        }
    }

    @Test("whatever happens in whatever order, it does what a simple model does", arguments: 0..<20)
    func model(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = DelayedQueueCore<Int>(backoff: .reconcile)
        var model = Model()
        var handedOut: [Int] = []
        for now in 0..<2000 {
            let key = Int.random(in: 0..<12, using: &generator)
            let delay = Int.random(in: 0..<30, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                queue.add(key, due: .seconds(now + delay))
                model.add(key, now + delay)
            case 1, 2:
                let taken = queue.take(now: .seconds(now))
                #expect(taken == model.take(now))
                if let taken {
                    #expect(!handedOut.contains(taken))
                    handedOut.append(taken)
                }
            default:
                guard let key = handedOut.popLast() else { continue }
                let again = Bool.random(using: &generator)
                queue.finish(key, again ? .again(after: .seconds(delay)) : .done, now: .seconds(now), random: 0)
                model.finish(key, again ? delay : nil, now)
            }
        }
    }
}
