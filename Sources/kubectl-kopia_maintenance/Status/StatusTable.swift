import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Objects as a table, a line each.
struct StatusTable {
    /// True to tell of which namespace each is.
    let showsNamespace: Bool
    /// True for what does not fit a usual terminal.
    let isWide: Bool
    /// Seconds since 1970-01-01T00:00:00Z.
    let now: Int64

    /// The table.
    func table(of summaries: [MaintenanceSummary]) -> TextTable {
        TextTable(columns: columns, rows: summaries.map(row))
    }

    private var columns: [TextTable.Column] {
        (showsNamespace ? [TextTable.Column("NAMESPACE", shrinkingTo: 9)] : [])
            + [
                TextTable.Column("NAME", shrinkingTo: 8), TextTable.Column("REPOSITORY", shrinkingTo: 8),
                TextTable.Column("TRIGGER", shrinkingTo: 7), TextTable.Column("STATE", shrinkingTo: 8),
                TextTable.Column("LAST SUCCESS", shrinkingTo: 7), TextTable.Column("NEXT"),
                TextTable.Column("FAILURES"),
            ]
            + (isWide
                ? [
                    TextTable.Column("RUN", shrinkingTo: 8), TextTable.Column("CRONJOB", shrinkingTo: 8),
                    TextTable.Column("AGE"), TextTable.Column("MESSAGE", shrinkingTo: 8),
                ] : [])
    }

    /// The line of an object.
    func row(_ summary: MaintenanceSummary) -> [TextTable.Cell] {
        typealias Cell = TextTable.Cell
        let failures = summary.status.maintenanceFailures
        let usual = [
            Cell(summary.key.name), Cell(summary.repository), Cell(summary.trigger),
            Cell(summary.state.word, summary.state.style),
            summary.lastSuccess.map { Cell(Age.distance(to: $0, from: now)) } ?? Cell("never", .faint),
            next(summary), Cell("\(failures)", failures > 0 ? .notice : .plain),
        ]
        let created = summary.object.metadata.creationTimestamp.flatMap { Timestamp.unixSeconds(parsing: $0) }
        let wide = [
            Cell(summary.run?.name ?? "-"), Cell(summary.status.activeCronJob ?? "-"),
            Cell(created.map { Age.text(now - $0) } ?? "-"), Cell(summary.message),
        ]
        return (showsNamespace ? [Cell(summary.key.namespace)] : []) + usual + (isWide ? wide : [])
    }

    private func next(_ summary: MaintenanceSummary) -> TextTable.Cell {
        guard let next = summary.next else { return TextTable.Cell("-", .faint) }
        return TextTable.Cell(next > now ? Age.distance(to: next, from: now) : "now")
    }
}
