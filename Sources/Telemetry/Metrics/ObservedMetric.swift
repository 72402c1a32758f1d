/// Labels with their values, as they stand between the braces of a sample.
package struct MetricLabels: Hashable, Sendable {
    let names: [String]
    /// The text, made once for as many samples as there are.
    let text: String

    /// Pairs names with values, of which there are as many.
    package init(_ names: [String] = [], _ values: [String] = []) {
        precondition(names.count == values.count, "\(names) are not the names of \(values)")
        self.init(names: names, text: Self.text(names, values))
    }

    private init(names: [String], text: String) { (self.names, self.text) = (names, text) }

    /// These, and one more.
    package func adding(_ name: String, _ value: String) -> MetricLabels {
        let last = Self.text([name], [value])
        return MetricLabels(names: names + [name], text: text.isEmpty ? last : "\(text),\(last)")
    }

    private static func text(_ names: [String], _ values: [String]) -> String {
        var exposition = Exposition()
        exposition.appendLabels(names, values)
        return String(decoding: exposition.bytes, as: UTF8.self)
    }
}

/// One value of a metric that is read at the time of the exposition.
package struct MetricReading: Sendable {
    /// With the names that the metric was registered with.
    package let labels: MetricLabels
    /// The value.
    package let value: Double

    /// Pairs labels with a value.
    package init(_ labels: MetricLabels = MetricLabels(), value: Double) {
        self.labels = labels
        self.value = value
    }
}

/// A metric whose values somebody else keeps.
struct ObservedMetric: MetricSource {
    let description: MetricDescription
    let kind: MetricKind
    let read: @Sendable () -> [MetricReading]

    var lines: MetricLines {
        let (name, labelNames) = (description.name, description.labelNames)
        let series = read().sorted { $0.labels.text < $1.labels.text }
        precondition(series.allSatisfy { $0.labels.names == labelNames }, "\(name) has the labels \(labelNames)")
        return MetricLines(description: description, kind: kind, count: series.count) { index, exposition in
            let reading = series[index]
            exposition.appendSample(name, labels: reading.labels.text, value: Exposition.text(reading.value))
        }
    }
}
