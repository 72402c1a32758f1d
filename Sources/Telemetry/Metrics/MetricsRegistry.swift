import Synchronization

/// Something that is exposed under one name.
protocol MetricSource: Sendable {
    /// What is to be written of it now.
    var lines: MetricLines { get }
}

/// Every metric of a program, by name.
///
/// Made once by the program and handed to whoever measures; any thread may use it.
package final class MetricsRegistry: Sendable {
    private let sources = Mutex<[String: any MetricSource]>([:])

    /// A registry without metrics.
    package init() {}

    /// Registers a counter with labels.
    ///
    /// - Parameters:
    ///   - name: in snake case with the unit, ending in `_total`; not registered before.
    ///   - help: one sentence for the `HELP` line.
    ///   - labels: the names of the labels.
    /// - Returns: the family, without series yet.
    package func counters(_ name: String, help: String, labels: [String]) -> MetricFamily<Counter> {
        family(name, help, labels, .counter) { Counter() }
    }

    /// Registers a counter without labels, at zero.
    package func counter(_ name: String, help: String) -> Counter {
        counters(name, help: help, labels: []).child()
    }

    /// Registers a gauge with labels.
    ///
    /// - Parameters:
    ///   - name: in snake case with the unit; not registered before.
    ///   - help: one sentence for the `HELP` line.
    ///   - labels: the names of the labels.
    /// - Returns: the family, without series yet.
    package func gauges(_ name: String, help: String, labels: [String]) -> MetricFamily<Gauge> {
        family(name, help, labels, .gauge) { Gauge() }
    }

    /// Registers a gauge without labels, at zero.
    package func gauge(_ name: String, help: String) -> Gauge {
        gauges(name, help: help, labels: []).child()
    }

    /// Registers a histogram with labels.
    ///
    /// - Parameters:
    ///   - name: in snake case with the unit; not registered before.
    ///   - help: one sentence for the `HELP` line.
    ///   - labels: the names of the labels.
    ///   - bounds: the upper bounds of the buckets, finite and ascending.
    /// - Returns: the family, without series yet.
    package func histograms(
        _ name: String,
        help: String,
        labels: [String],
        bounds: [Double] = Histogram.latencyBounds
    ) -> MetricFamily<Histogram> {
        let bounds = Histogram.Bounds(bounds)
        return family(name, help, labels, .histogram) { Histogram(bounds) }
    }

    /// Registers a histogram without labels, empty.
    package func histogram(
        _ name: String,
        help: String,
        bounds: [Double] = Histogram.latencyBounds
    ) -> Histogram {
        histograms(name, help: help, labels: [], bounds: bounds).child()
    }

    /// Registers a value that is read whenever the metrics are.
    ///
    /// - Parameters:
    ///   - kind: `.gauge`, or `.counter` for a value that only grows.
    ///   - name: in snake case with the unit; not registered before.
    ///   - help: one sentence for the `HELP` line.
    ///   - read: gives the value, or `nil` when there is none now; called on the thread that asks for the exposition.
    package func observe(
        _ kind: MetricKind,
        _ name: String,
        help: String,
        read: @escaping @Sendable () -> Double?
    ) {
        precondition(kind != .histogram, "\(name): a histogram is not one value")
        observe(kind, name, help: help, labels: []) {
            read().map { [$0] } ?? []
        } write: { value, exposition in
            exposition.appendSample(.none, value)
        }
    }

    /// Registers what is told of many things whenever the metrics are read.
    ///
    /// - Parameters:
    ///   - kind: what the series are.
    ///   - name: in snake case with the unit; not registered before.
    ///   - help: one sentence for the `HELP` line.
    ///   - labels: the names of the labels.
    ///   - rows: gives the things there are now, in the order of their labels; called on the thread that asks for the
    ///     exposition.
    ///   - write: writes the series of one of them, with these labels, and in the order of their last one if it has several.
    package func observe<Row: Sendable>(
        _ kind: MetricKind,
        _ name: String,
        help: String,
        labels: [String],
        rows: @escaping @Sendable () -> [Row],
        write: @escaping @Sendable (Row, inout Exposition) -> Void
    ) {
        let description = MetricDescription(name: name, help: help, labelNames: labels, kind: kind)
        add(ObservedMetric(description: description, kind: kind, rows: rows, write: write), as: name)
    }

    /// Everything in the text format of Prometheus, families by name, series by labels.
    package func exposition() -> [UInt8] {
        let stream = expositionStream()
        var whole: [UInt8] = []
        while true {
            let piece = stream.next()
            guard !piece.isEmpty else { return whole }
            whole += piece
        }
    }

    /// The same in pieces: of thousands of objects the whole text is many times what is kept of them.
    package func expositionStream() -> ExpositionStream {
        ExpositionStream(of: sources.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value))
    }

    private func family<Child: MetricChild>(
        _ name: String,
        _ help: String,
        _ labels: [String],
        _ kind: MetricKind,
        _ makeChild: @escaping @Sendable () -> Child
    ) -> MetricFamily<Child> {
        let description = MetricDescription(name: name, help: help, labelNames: labels, kind: kind)
        let family = MetricFamily(description, makeChild: makeChild)
        add(family, as: name)
        return family
    }

    private func add(_ source: any MetricSource, as name: String) {
        let isNew = sources.withLock { $0.updateValue(source, forKey: name) == nil }
        precondition(isNew, "\(name) is registered twice")
    }
}
