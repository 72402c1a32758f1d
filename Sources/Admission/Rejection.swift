import KubernetesAPI

/// What a rejection says: the mistakes in their order, as many and as long as somebody will read.
///
/// An object of a megabyte can hold a hundred thousand mistakes, and each is told three times: in the message, as a cause
/// and in the audit log. Told in full, they would make an answer a hundred times the request.
struct Rejection: Sendable {
    /// One mistake, as text.
    struct Mistake: Sendable {
        let field: String
        let reason: String
        let message: String

        /// The line that kubectl prints.
        var line: String { "\(field): \(message)" }
    }

    /// What is told; the last one counts the others where there are more.
    let mistakes: [Mistake]

    /// More lines than a terminal shows, and more mistakes than anybody makes by hand.
    private static let listed = 100
    /// The longest path whose keys are valid has 450 characters.
    private static let fieldLimit = 512
    /// Values are cut at 256 characters before they come here; this holds one of them and the rule it breaks.
    private static let messageLimit = 1024

    /// Tells these mistakes.
    init(_ findings: Findings) {
        mistakes = findings.told(atMost: Self.listed).map { finding in
            Mistake(
                field: Self.cut(finding.path.description, to: Self.fieldLimit),
                reason: finding.cause.rawValue,
                message: Self.cut(finding.message, to: Self.messageLimit)
            )
        }
    }

    /// All mistakes in one line, as `metav1.Status.message` has them (`apimachinery/pkg/util/errors.Aggregate`).
    var summary: String {
        mistakes.count == 1
            ? mistakes.map(\.line).joined() : "[\(mistakes.map(\.line).joined(separator: ", "))]"
    }

    /// The text, or as many of its Unicode scalars as fit into that many; what looks like one character may be of any
    /// length.
    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
        return "\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))))…"
    }
}
