import Synchronization

/// A number that goes up and down, such as connections that are open.
///
/// Any thread may change it; no change is lost.
package final class Gauge: Sendable {
    /// The bits of the `Double`.
    private let bits = Atomic<UInt64>(Double.zero.bitPattern)

    /// A gauge at zero that no family exposes.
    package init() {}

    /// Replaces the value.
    package func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    /// Changes the value by `amount`, which may be negative.
    package func add(_ amount: Double) {
        bits.add(amount)
    }

    /// The value.
    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

extension Gauge: MetricChild {
    /// What the family's `TYPE` line says.
    package static var kind: MetricKind { .gauge }

    /// Writes the value.
    package func appendSamples(to exposition: inout Exposition, labels: MetricLabels) {
        exposition.appendSample(labels, value)
    }
}

extension Atomic<UInt64> {
    /// Adds to the `Double` whose bits are kept here.
    func add(_ amount: Double) {
        var seen = load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, original) = weakCompareExchange(expected: seen, desired: sum, ordering: .relaxed)
            if exchanged { return }
            seen = original
        }
    }
}
