import KopiaMaintenance
import KubernetesClient

/// What is written as objects change: on a terminal the table again and again in place, elsewhere a line for each change.
struct StatusScreen {
    private let showsNamespace: Bool
    private let isWide: Bool
    private let surface: Surface
    private var shownLines = 0
    /// What was last said of each object, without ages.
    private var told: [ObjectKey: String] = [:]
    /// The table by whose columns further lines are set.
    private var first: TextTable?

    init(showsNamespace: Bool, isWide: Bool, _ surface: Surface) {
        self.showsNamespace = showsNamespace
        self.isWide = isWide
        self.surface = surface
    }

    /// Something else was written: what comes next stands below it.
    mutating func beginAnew() { shownLines = 0 }

    /// What to write now that the objects are so.
    mutating func text(of summaries: [MaintenanceSummary], now: Int64) -> String {
        let layout = StatusTable(showsNamespace: showsNamespace, isWide: isWide, now: now)
        return surface.canRedraw ? picture(layout.table(of: summaries)) : news(summaries, layout)
    }

    /// Goes up to the first line of the last picture, clears from there (ECMA-48: CUU, ED) and draws anew.
    ///
    /// Without wrapping (DECAWM): a line that were two, in a window that has become narrow, would not be gone up to.
    private mutating func picture(_ table: TextTable) -> String {
        var lines = table.lines(on: surface)
        if let height = surface.height, lines.count > height - 1 {
            let kept = max(1, height - 2)
            lines = lines.prefix(kept) + ["… and \(lines.count - kept) more"]
        }
        let back = shownLines > 0 ? "\u{1B}[\(shownLines)A\u{1B}[J" : ""
        shownLines = lines.count
        return back + "\u{1B}[?7l" + lines.map { "\($0)\n" }.joined() + "\u{1B}[?7h"
    }

    private mutating func news(_ summaries: [MaintenanceSummary], _ layout: StatusTable) -> String {
        guard let first else {
            let table = layout.table(of: summaries)
            first = table
            told = Dictionary(summaries.map { ($0.key, Self.substance($0)) }, uniquingKeysWith: { $1 })
            return table.lines(on: surface).map { "\($0)\n" }.joined()
        }
        var lines: [String] = []
        for summary in summaries where told[summary.key] != Self.substance(summary) {
            told[summary.key] = Self.substance(summary)
            lines.append(first.line(layout.row(summary), on: surface))
        }
        let present = Set(summaries.map(\.key))
        for key in told.keys.filter({ !present.contains($0) }).sorted() {
            told[key] = nil
            lines.append("\(showsNamespace ? key.description : key.name) is gone")
        }
        return lines.map { "\($0)\n" }.joined()
    }

    /// What makes a line news: all of it but the passing of time.
    private static func substance(_ summary: MaintenanceSummary) -> String {
        [
            summary.state.word, summary.repository, summary.trigger, "\(summary.lastSuccess ?? 0)",
            "\(summary.next ?? 0)", "\(summary.status.maintenanceFailures)", summary.message, summary.run?.name ?? "",
        ].joined(separator: "\n")
    }
}
