import Testing

@testable import Telemetry

@Suite("The queue of lines", .timeLimit(.minutes(1)))
struct LineQueueTests {
    private static let capacity = 1000
    /// Longer than the test may take.
    private static let forLong: Int32 = 3_600_000

    private static func queue() throws -> LineQueue {
        let queue = try LineQueue.make(capacity: capacity)
        #expect(append(100, to: queue))
        // What the writer has when it goes to rest.
        var batch: [UInt8] = []
        #expect(queue.exchange(&batch) && batch.count == 100)
        return queue
    }

    /// - Returns: whether the line was taken.
    private static func append(_ length: Int, to queue: LineQueue) -> Bool {
        let before = queue.droppedLines
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: length - 1) + [UInt8(ascii: "\n")]
        line.withUnsafeBufferPointer { queue.append($0) }
        return queue.droppedLines == before
    }

    @Test(
        "ends the writer's rest when it is half full, however it became so",
        arguments: [[500], [499, 1], [900], [250, 250]]
    )
    func halfFull(lengths: [Int]) async throws {
        let queue = try Self.queue()
        async let rested: Void = Self.rest(on: queue)
        for length in lengths { #expect(Self.append(length, to: queue)) }
        await rested
        var batch: [UInt8] = []
        #expect(queue.exchange(&batch) && batch.count == lengths.reduce(0, +))
    }

    @Test("ends the writer's rest when it is closed", arguments: [true, false])
    func closed(before: Bool) async throws {
        let queue = try Self.queue()
        if before { queue.close() }
        async let rested: Void = Self.rest(on: queue)
        if !before { queue.close() }
        await rested
        var batch: [UInt8] = []
        #expect(!queue.exchange(&batch))
    }

    @Test("is idle while the writer rests, and not before")
    func idle() throws {
        let queue = try Self.queue()
        #expect(!queue.isIdle)
        queue.rest(atMost: 0)
        #expect(queue.isIdle)
        #expect(Self.append(10, to: queue))
        #expect(!queue.isIdle)
    }

    @Test("lets the writer rest while little waits, and does not wake it for that later")
    func little() throws {
        let queue = try Self.queue()
        #expect(Self.append(499, to: queue))
        queue.rest(atMost: 1)
        var batch: [UInt8] = []
        #expect(queue.exchange(&batch) && batch.count == 499)
    }

    @concurrent private static func rest(on queue: LineQueue) async { queue.rest(atMost: forLong) }
}
