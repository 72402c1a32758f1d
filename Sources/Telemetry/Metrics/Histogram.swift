import Synchronization

/// How often values fell into ranges, such as the seconds that requests took.
///
/// Any thread may observe; an observation is two atomic additions.
package final class Histogram: Sendable {
    /// The upper bounds of the buckets; a last one, without a bound, takes what exceeds them.
    package struct Bounds: Sendable {
        fileprivate let values: [Double]
        /// The label of each bucket, the last one's included.
        fileprivate let labels: [String]

        /// Takes bounds that are finite and ascending.
        package init(_ values: [Double]) {
            precondition(values.allSatisfy(\.isFinite), "the last bucket has no bound already")
            precondition(zip(values, values.dropFirst()).allSatisfy(<), "bounds ascend")
            self.values = values
            labels = (values + [.infinity]).map { "le=\"\(Exposition.text($0))\"" }
        }
    }

    private let bounds: Bounds
    /// One for each bound, and the last.
    ///
    /// Each counts its own range only; they are added up when read.
    private let buckets: [Counter]
    /// The bits of the sum, a `Double`.
    private let sum = Atomic<UInt64>(Double.zero.bitPattern)

    /// Seconds for something that usually takes microseconds and must not take seconds.
    ///
    /// Three bounds in each decade from 50 µs to 5 s, which is the longest `timeoutSeconds` that the webhook is given.
    package static let latencyBounds = [
        0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
    ]

    /// An empty histogram that no family exposes.
    package init(_ bounds: Bounds) {
        self.bounds = bounds
        self.buckets = bounds.labels.map { _ in Counter() }
    }

    /// Counts a value; not-a-number is left out, since it belongs to no range.
    package func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var bucket = 0
        while bucket < bounds.values.count, value > bounds.values[bucket] { bucket += 1 }
        buckets[bucket].increment()
        sum.add(value)
    }

    /// Counts a length of time, in seconds.
    package func observe(_ duration: Duration) {
        observe(duration / .seconds(1))
    }
}

extension Histogram: MetricChild {
    /// What the family's `TYPE` line says.
    package static var kind: MetricKind { .histogram }

    /// Writes the buckets, each with those below it, then sum and count.
    package func appendSamples(to exposition: inout Exposition, name: String, labels: String) {
        var total: UInt64 = 0
        for (bound, bucket) in zip(bounds.labels, buckets) {
            total += bucket.value
            exposition.appendSample(name, "_bucket", labels: labels, and: bound, value: String(total))
        }
        let sum = Double(bitPattern: sum.load(ordering: .relaxed))
        exposition.appendSample(name, "_sum", labels: labels, value: Exposition.text(sum))
        // Of the same readings as the last bucket, so that the two agree however much is observed meanwhile.
        exposition.appendSample(name, "_count", labels: labels, value: String(total))
    }
}
