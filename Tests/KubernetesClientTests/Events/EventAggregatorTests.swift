import Testing

@testable import KubernetesClient

@Suite struct EventAggregatorTests {
    static func event(_ note: String = "n", object: String = "a") -> ClusterEvent {
        let reference = ObjectReference(apiVersion: "v1", kind: "Pod", namespace: "ns", name: object, uid: object)
        return ClusterEvent(regarding: reference, kind: .normal, reason: "R", action: "A", note: note)
    }

    /// An aggregator with a clock in seconds.
    struct Scene {
        var aggregator = EventAggregator()
        var names = 0

        mutating func take(_ event: ClusterEvent, at second: Int) -> EventAggregator.Write? {
            names += 1
            let name = "e\(names)"
            return aggregator.take(event, now: .seconds(second), wallTime: WallTime(second)) { name }
        }

        mutating func flush(at second: Int) -> [EventAggregator.Write] { aggregator.flush(now: .seconds(second)) }
    }

    static func update(_ count: Int, at second: Int, name: String = "e1") -> EventAggregator.Write {
        .update(name: name, namespace: "ns", count: count, at: WallTime(second))
    }

    @Test("the first of equal events is written, then the second, then one in half an hour")
    func series() {
        var scene = Scene()
        var writes = [scene.take(Self.event(), at: 0)]
        for second in stride(from: 60, through: 3600, by: 60) { writes.append(scene.take(Self.event(), at: second)) }
        let expected: [EventAggregator.Write?] = [
            .create(Self.event(), name: "e1", at: WallTime(0)), Self.update(2, at: 60), Self.update(32, at: 1860),
        ]
        #expect(writes.filter { $0 != nil } == expected)
    }

    @Test("a series that has ended is written once more, if something of it is not written, and begins anew later")
    func end() {
        var scene = Scene()
        for second in [0, 60, 120] { _ = scene.take(Self.event(), at: second) }
        #expect(scene.aggregator.nextFlush == .seconds(480))
        #expect(scene.flush(at: 479).isEmpty)
        #expect(scene.flush(at: 480) == [Self.update(3, at: 120)])
        #expect(scene.flush(at: 1000).isEmpty)
        #expect(scene.aggregator.nextFlush == nil)
        let again = scene.take(Self.event(), at: 1000)
        #expect(again == .create(Self.event(), name: "e4", at: WallTime(1000)))
    }

    @Test("an object has so many different events at once, then one in a while; others are not affected")
    func flood() {
        var scene = Scene()
        let first = (0..<100).compactMap { scene.take(Self.event("\($0)"), at: 0) }
        #expect(first.count == 25)
        #expect(scene.aggregator.dropped == 75)
        #expect(scene.take(Self.event("x", object: "b"), at: 0) != nil)
        let later = (200..<300).compactMap { scene.take(Self.event("\($0)"), at: 300) }
        #expect(later.count == 1)
    }

    @Test("what is remembered is bounded, however many objects and events there are")
    func bounded() {
        var scene = Scene(aggregator: EventAggregator(memory: 100))
        for index in 0..<1000 { _ = scene.take(Self.event(object: "o\(index)"), at: index) }
        for label in ["series", "buckets", "bucketUse"] {
            let child = Mirror(reflecting: scene.aggregator).children.first { $0.label == label }?.value
            #expect(child.map { Mirror(reflecting: $0).children.count } ?? .max == 100)
        }
    }

    @Test("a series whose object is gone is written anew")
    func forgotten() {
        var scene = Scene()
        _ = scene.take(Self.event(), at: 0)
        scene.aggregator.forget(name: "e1")
        #expect(scene.take(Self.event(), at: 1) == .create(Self.event(), name: "e2", at: WallTime(1)))
    }

    @Test("texts are cut to what the API takes, between characters")
    func lengths() {
        let long = String(repeating: "é", count: 2000)
        let event = Self.event(long)
        #expect(event.note.utf8.count <= 1024 && event.note.utf8.count > 1000)
        #expect(event.note.hasSuffix("é…"))
        #expect("short".cut(toBytes: 5) == "short")
        #expect("longer".cut(toBytes: 5) == "lo…")
    }
}

extension WallTime {
    fileprivate init(_ second: Int) { self.init(microseconds: Int64(second) * 1_000_000) }
}
