/// One value of a metric that is read at the time of the exposition.
package struct MetricReading: Sendable {
    /// One for each label name, in that order.
    package let labelValues: [String]
    /// The value.
    package let value: Double

    /// Pairs label values with a value.
    package init(labelValues: [String], value: Double) {
        self.labelValues = labelValues
        self.value = value
    }
}

/// A metric whose values somebody else keeps.
struct ObservedMetric: MetricSource {
    let description: MetricDescription
    let kind: MetricKind
    let read: @Sendable () -> [MetricReading]

    func appendExposition(to exposition: inout Exposition) {
        let readings = read()
        guard !readings.isEmpty else { return }
        exposition.appendHeader(description, kind: kind)
        let series = readings.map { reading in
            description.checkCount(of: reading.labelValues)
            return (labels: description.labels(reading.labelValues), value: reading.value)
        }
        for (labels, value) in series.sorted(by: { $0.labels < $1.labels }) {
            exposition.appendSample(description.name, labels: labels, value: Exposition.text(value))
        }
    }
}
