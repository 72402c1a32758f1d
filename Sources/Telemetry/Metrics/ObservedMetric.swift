/// A metric whose values somebody else keeps, of one thing or of many.
struct ObservedMetric<Row: Sendable>: MetricSource {
    let description: MetricDescription
    let kind: MetricKind
    /// The things.
    let rows: @Sendable () -> [Row]
    /// Writes the series of one of them.
    let write: @Sendable (Row, inout Exposition) -> Void

    var lines: MetricLines {
        let (rows, write) = (rows(), write)
        return MetricLines(description: description, kind: kind, count: rows.count) { write(rows[$0], &$1) }
    }
}
