/// The words that stand for a whole schedule, and `@every`.
///
/// They are compared as they stand: lower case, nothing trimmed (robfig/cron v3, parser.go: parseDescriptor).
enum CronDescriptor {
    /// The five fields that a descriptor stands for, or nil where it is none.
    static func fields(of text: String) -> String? {
        expansions.first { $0.name.utf8.elementsEqual(text.utf8) }?.fields
    }

    /// What follows `@every` and its one space, or nil where the text is another descriptor.
    static func interval(in text: String) -> Substring? {
        text.utf8.starts(with: every.utf8) ? Substring(text.utf8.dropFirst(every.utf8.count)) : nil
    }

    /// All descriptors, for messages.
    static var allowed: String {
        listed(expansions.map(\.name) + ["@every <duration>"], conjunction: "and")
    }

    /// What was probably meant: differs in case, in white space around it, or in the missing `@`.
    static func hint(for text: String) -> String? {
        let word = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        let marked = word.hasPrefix("@") ? word : "@" + word
        if marked.hasPrefix("@every") { return "write @every, one space and a duration such as 1h30m" }
        guard fields(of: marked) != nil else { return nil }
        return "write \(marked) in lower case, without white space around it"
    }

    private static let every = "@every "

    private static let expansions: [(name: String, fields: String)] = [
        ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
        ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
    ]
}
