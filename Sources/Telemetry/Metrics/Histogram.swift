import Synchronization

/// How often values fell into ranges, such as the seconds that requests took.
///
/// Any thread may observe; an observation is two atomic additions.
package final class Histogram: Sendable {
    /// The upper bounds of the buckets; a last one, without a bound, takes what exceeds them.
    package struct Bounds: Sendable {
        private let values: [Double]
        /// The label of each bucket, the last one's included.
        let labels: [MetricLabels]

        /// Takes bounds that are finite and ascending.
        package init(_ values: [Double]) {
            precondition(values.allSatisfy(\.isFinite), "the last bucket has no bound already")
            precondition(zip(values, values.dropFirst()).allSatisfy(<), "bounds ascend")
            self.values = values
            labels = (values + [.infinity]).map { MetricLabels(["le"], [Exposition.text($0)]) }
        }

        /// The number of the bucket that takes a value; none takes not-a-number, which belongs to no range.
        func bucket(of value: Double) -> Int? {
            value.isNaN ? nil : values.firstIndex { value <= $0 } ?? values.count
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
        guard let bucket = bounds.bucket(of: value) else { return }
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

    /// Writes buckets, sum and count.
    package func appendSamples(to exposition: inout Exposition, labels: MetricLabels) {
        let sum = Double(bitPattern: sum.load(ordering: .relaxed))
        exposition.appendHistogram(labels, bounds, sum: sum) { buckets[$0].value }
    }
}

/// The same as a value, for what is kept of thousands of objects: while nothing is counted it takes no memory of its own.
package struct HistogramCounts: Sendable {
    private var buckets: [UInt64] = []
    private var sum = 0.0

    /// Nothing counted.
    package init() {}

    /// Counts a value, as ``Histogram/observe(_:)-(Double)`` does.
    package mutating func observe(_ value: Double, in bounds: Histogram.Bounds) {
        guard let bucket = bounds.bucket(of: value) else { return }
        if buckets.isEmpty { buckets = Array(repeating: 0, count: bounds.labels.count) }
        buckets[bucket] += 1
        sum += value
    }

    /// Writes buckets, sum and count.
    package func appendSamples(
        to exposition: inout Exposition,
        labels: MetricLabels,
        and more: MetricLabels,
        in bounds: Histogram.Bounds
    ) {
        exposition.appendHistogram(labels, and: more, bounds, sum: sum) { buckets.isEmpty ? 0 : buckets[$0] }
    }
}
