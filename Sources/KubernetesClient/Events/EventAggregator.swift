/// Decides which events are written, so that a loop cannot flood the cluster; pure.
///
/// Equal events are one object with a count (`series` of `events.k8s.io/v1`), which is written at the second, then at
/// times, then at the end. Each object has so many different events at once, and then one at times. The numbers are
/// client-go's (`tools/events/event_broadcaster.go`, `tools/record/events_cache.go`).
struct EventAggregator: Sendable {
    /// A series that has not gone on for so long has ended.
    static let seriesEnd = Duration.seconds(6 * 60)
    /// A series that goes on is written this often.
    static let seriesRefresh = Duration.seconds(30 * 60)
    /// So many different events an object may have at once.
    static let burst = 25
    /// Beyond that, one in this time.
    static let interval = Duration.seconds(300)

    /// What to write.
    enum Write: Hashable, Sendable {
        /// A new object of that name.
        case create(ClusterEvent, name: String, at: WallTime)
        /// The series of the object of that name in that namespace.
        case update(name: String, namespace: String, count: Int, at: WallTime)
    }

    private struct Series {
        let name: String
        var count = 1
        var written = 1
        var lastSeen: Duration
        var lastSeenAt: WallTime
        var lastWritten: Duration
    }

    /// So many series, and so many objects, are remembered; beyond it the oldest are forgotten.
    private let memory: Int
    private var series: [ClusterEvent: Series] = [:]
    private var buckets: [ObjectReference: TokenBucket] = [:]
    private var bucketUse: [ObjectReference: Duration] = [:]
    /// How many events were not written because their object had too many.
    private(set) var dropped = 0

    /// An aggregator that has seen nothing; client-go remembers as much.
    init(memory: Int = 4096) { self.memory = memory }

    /// Takes an event.
    ///
    /// - Parameters:
    ///   - event: the event.
    ///   - now: the time, for measuring.
    ///   - wallTime: the time, for writing down.
    ///   - name: a name that no other event has, for a new object.
    /// - Returns: what to write; nil if nothing for now.
    mutating func take(_ event: ClusterEvent, now: Duration, wallTime: WallTime, name: () -> String) -> Write? {
        if var known = series[event], now - known.lastSeen < Self.seriesEnd {
            known.count += 1
            known.lastSeen = now
            known.lastSeenAt = wallTime
            let isDue = known.count == 2 || now - known.lastWritten >= Self.seriesRefresh
            series[event] = known
            return isDue ? write(event, now: now) : nil
        }
        guard allows(event.regarding, now: now) else {
            dropped += 1
            return nil
        }
        makeRoom()
        let new = Series(name: name(), lastSeen: now, lastSeenAt: wallTime, lastWritten: now)
        series[event] = new
        return .create(event, name: new.name, at: wallTime)
    }

    /// What is to be written because time has passed; series that have ended are forgotten.
    mutating func flush(now: Duration) -> [Write] {
        let ended = series.filter { now - $0.value.lastSeen >= Self.seriesEnd }.keys
        let writes = ended.sorted { ($0.regarding.name, $0.reason) < ($1.regarding.name, $1.reason) }.compactMap {
            event in
            (series[event].map { $0.count > $0.written } ?? false) ? write(event, now: now) : nil
        }
        for event in ended { series[event] = nil }
        return writes
    }

    /// When ``flush(now:)`` has something to do next; nil if there is no series.
    var nextFlush: Duration? { series.values.map { $0.lastSeen + Self.seriesEnd }.min() }

    /// Forgets a series whose object is gone, so that the event is written anew when it comes again.
    mutating func forget(name: String) { series = series.filter { $0.value.name != name } }

    private mutating func write(_ event: ClusterEvent, now: Duration) -> Write? {
        guard var known = series[event] else { return nil }
        known.written = known.count
        known.lastWritten = now
        series[event] = known
        return .update(
            name: known.name,
            namespace: event.regarding.eventNamespace,
            count: known.count,
            at: known.lastSeenAt
        )
    }

    private mutating func allows(_ object: ObjectReference, now: Duration) -> Bool {
        if buckets.count >= memory, buckets[object] == nil,
            let oldest = bucketUse.min(by: { $0.value < $1.value })?.key
        {
            buckets[oldest] = nil
            bucketUse[oldest] = nil
        }
        bucketUse[object] = now
        return buckets[object, default: TokenBucket(capacity: Self.burst, interval: Self.interval)].take(now: now)
    }

    private mutating func makeRoom() {
        guard series.count >= memory else { return }
        if let oldest = series.min(by: { $0.value.lastSeen < $1.value.lastSeen })?.key { series[oldest] = nil }
    }
}

extension ObjectReference {
    /// Where events about the object live: beside it, or in `default` if it lives in no namespace.
    var eventNamespace: String { namespace.isEmpty ? "default" : namespace }
}
