/// Tells how far a run is: on a terminal in one line that is drawn anew, elsewhere in a line for each stage.
///
/// The last line of its log says best that it goes on. A terminal shows it always. Elsewhere it is told when it has changed,
/// and not more often than people look: a log of its own is what `--follow` is for.
struct RunDisplay {
    private let name: String
    /// The columns of a line that can be drawn anew; nil where none can.
    private var width: Int?
    private var told: RunStage?
    private var toldLine = ""
    /// When somebody was told last, or the log was asked for.
    private var lookedAt: Int64?
    private var isLineOpen = false

    /// So many seconds at least are between two looks at the log where it is told in lines.
    private static let pause: Int64 = 60

    init(_ name: String, on surface: Surface) {
        self.name = name
        resize(to: surface)
    }

    /// Takes in what there is to write on now: people make windows narrower.
    mutating func resize(to surface: Surface) {
        // In the last column some terminals go on to the next line.
        width = surface.canRedraw ? surface.width.map { $0 - 1 } : nil
    }

    /// True if the last line of the log would be told.
    ///
    /// - Parameters:
    ///   - stage: how far the run is.
    ///   - now: unix seconds.
    /// - Returns: whether to ask for it.
    mutating func wantsLastLine(_ stage: RunStage, now: Int64) -> Bool {
        guard width == nil else { return true }
        // A clock that was set back keeps nobody waiting.
        guard told == stage.substance, let lookedAt, !(lookedAt..<lookedAt + Self.pause).contains(now) else {
            return false
        }
        self.lookedAt = now
        return true
    }

    /// What to write now that the run is at a stage.
    ///
    /// - Parameters:
    ///   - stage: how far the run is.
    ///   - lastLine: the last line of its log; empty if there is none.
    ///   - now: unix seconds.
    /// - Returns: text with its line ends; empty if there is nothing new.
    mutating func text(of stage: RunStage, lastLine: String, now: Int64) -> String {
        let isNew = told != stage.substance
        let line = line(stage.sentence(now: now), lastLine)
        guard let width else {
            guard isNew || !lastLine.isEmpty && lastLine != toldLine else { return "" }
            (told, toldLine, lookedAt) = (stage.substance, lastLine, now)
            return "\(line)\n"
        }
        let end = isNew && isLineOpen ? "\n" : ""
        (told, isLineOpen) = (stage.substance, true)
        // To the start of the line, which is cleared (ECMA-48: EL).
        return "\(end)\r\u{1B}[K\(fitted(line, stage, lastLine, now: now).fitted(to: width))"
    }

    private func line(_ words: String, _ lastLine: String) -> String {
        "\(name): \(words)\(lastLine.isEmpty ? "" : ": \(lastLine)")"
    }

    /// Where there is no room for all, what the run writes is worth more than the name of its pod.
    private func fitted(_ line: String, _ stage: RunStage, _ lastLine: String, now: Int64) -> String {
        guard let width, line.displayWidth > width, !lastLine.isEmpty else { return line }
        return self.line(stage.brief(now: now), lastLine)
    }

    /// What to write so that a line stands beside the progress.
    mutating func note(_ text: String) -> String { "\(finish())\(name): \(text)\n" }

    /// What to write so that what comes next begins on a line of its own.
    mutating func finish() -> String {
        defer { isLineOpen = false }
        return isLineOpen ? "\n" : ""
    }
}
