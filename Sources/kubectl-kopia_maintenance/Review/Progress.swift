/// Says on a terminal that can be drawn over how far a long review is; nothing elsewhere, and nothing while it is quick.
struct Progress {
    /// People wait this long without wondering.
    private static let patience: Duration = .seconds(2)
    private static let interval: Duration = .milliseconds(200)

    private let total: Int
    private let isShown = Surface.of(.error, ProcessEnvironment.variables).canRedraw
    private var done = 0
    private var due = ContinuousClock.now + patience
    private var width = 0

    init(total: Int) { self.total = total }

    /// One more file is being read.
    mutating func advance() {
        done += 1
        guard isShown, ContinuousClock.now >= due else { return }
        due = .now + Self.interval
        print("reviewing file \(done) of \(total)")
    }

    /// Clears the line.
    mutating func finish() {
        if width > 0 { print("") }
    }

    private mutating func print(_ text: String) {
        let padding = String(repeating: " ", count: max(0, width - text.count))
        width = text.count
        StandardStream.error.write("\r\(text)\(padding)\(text.isEmpty ? "\r" : "")")
    }
}
