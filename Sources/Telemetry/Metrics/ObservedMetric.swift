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

    var lines: MetricLines {
        let series = read().map { reading in
            description.checkCount(of: reading.labelValues)
            return (labels: description.labels(reading.labelValues), value: reading.value)
        }
        .sorted { $0.labels < $1.labels }
        let name = description.name
        return MetricLines(description: description, kind: kind, count: series.count) { index, exposition in
            let (labels, value) = series[index]
            exposition.appendSample(name, labels: labels, value: Exposition.text(value))
        }
    }
}
