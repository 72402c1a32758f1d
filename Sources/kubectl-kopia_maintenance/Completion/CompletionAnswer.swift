/// The answer to a shell, in the protocol that kubectl speaks with its plugins (spf13/cobra, `__complete`): a line for each
/// word, behind a tab what it means, and last what the shell shall do.
struct CompletionAnswer: Hashable {
    /// What the shell shall do besides (cobra, `ShellCompDirective`).
    enum Directive: Int {
        /// Offer files.
        case files = 0
        /// Something went wrong: offer nothing.
        case error = 1
        /// Offer no files.
        case noFiles = 4
        /// The words are extensions of files to offer.
        case filesOfExtensions = 8
    }

    let words: [CompletionWord]
    let directive: Directive

    /// The words that go on from what there is already.
    init(_ words: [CompletionWord], startingWith start: String, _ directive: Directive = .noFiles) {
        self.words = words.filter { $0.word.hasPrefix(start) }
        self.directive = directive
    }

    /// The answer as text.
    var text: String {
        let lines = words.map { $0.meaning.isEmpty ? $0.word : "\($0.word)\t\($0.meaning.oneLine)" }
        return (lines + [":\(directive.rawValue)"]).map { "\($0)\n" }.joined()
    }
}
