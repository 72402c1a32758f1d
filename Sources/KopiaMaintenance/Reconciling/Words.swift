/// Words of Kubernetes, as they are told.
enum Words {
    /// Longer ones are cut: they stand in a condition and, with the end of a log, in an event.
    private static let longest = 500

    /// A word and a sentence on one line.
    static func reason(_ word: String, _ message: String?) -> String {
        let line = (message ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.isEmpty ? word : "\(word): \(line.prefix(longest))"
    }
}
