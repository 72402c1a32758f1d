import Synchronization

/// A number that only grows, such as requests answered.
///
/// Any thread may count; counting is one atomic addition.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    /// A counter at zero that no family exposes.
    package init() {}

    /// Counts one.
    package func increment() {
        count.wrappingAdd(1, ordering: .relaxed)
    }

    /// Counts several; none is allowed.
    package func increment(by amount: UInt64) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// How many were counted.
    package var value: UInt64 { count.load(ordering: .relaxed) }
}

extension Counter: MetricChild {
    /// What the family's `TYPE` line says.
    package static var kind: MetricKind { .counter }

    /// Writes the count.
    package func appendSamples(to exposition: inout Exposition, labels: MetricLabels) {
        exposition.appendSample(labels, count: value)
    }
}
