/// A text that is equal to another if the bytes are, as the API server compares them.
///
/// Swift's own comparison takes two spellings of one character for the same, and to hash what is beyond ASCII it has to
/// normalise it, which takes fifty times as long.
package struct ExactText: Hashable, Sendable {
    /// The text.
    package let text: String

    /// That text.
    package init(_ text: String) { self.text = text }

    package static func == (left: Self, right: Self) -> Bool { left.text.utf8.span.isEqual(to: right.text.utf8.span) }

    package func hash(into hasher: inout Hasher) { text.utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) } }
}
