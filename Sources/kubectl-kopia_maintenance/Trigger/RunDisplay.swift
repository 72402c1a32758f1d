/// Tells on standard error how far a run is: in one line that is drawn anew on a terminal, in a line for each stage
/// elsewhere.
struct RunDisplay {
    private let name: String
    let isOnTerminal: Bool
    private var told: RunStage?
    private var isLineOpen = false

    init(_ name: String, onTerminal: Bool) {
        self.name = name
        isOnTerminal = onTerminal
    }

    /// The run is at a stage.
    mutating func show(_ stage: RunStage, lastLine: String, now: Int64) {
        let words = "\(name): \(stage.sentence(now: now))"
        guard isOnTerminal else {
            if told != stage.substance { StandardStream.error.write("\(words)\n") }
            told = stage.substance
            return
        }
        if told != stage.substance, isLineOpen { StandardStream.error.write("\n") }
        told = stage.substance
        let width = (Surface.ofOutput(ProcessEnvironment.variables).width ?? 80) - 1
        let line = (lastLine.isEmpty ? words : "\(words): \(lastLine)").fitted(to: width)
        // To the start of the line, which is cleared (ECMA-48: EL).
        StandardStream.error.write("\r\u{1B}[K\(line)")
        isLineOpen = true
    }

    /// A line beside the progress.
    mutating func note(_ text: String) {
        finish()
        StandardStream.error.write("\(name): \(text)\n")
    }

    /// What is written next begins on a line of its own.
    mutating func finish() {
        if isLineOpen { StandardStream.error.write("\n") }
        isLineOpen = false
    }
}
