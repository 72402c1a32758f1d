/// A JSON number, kept as the literal that stood in the document.
///
/// Keeping the literal means that a number passes through unchanged, however many digits it has.
package struct JSONNumber: Sendable {
    /// The number as RFC 8259 §6 writes it.
    package let literal: String

    /// Takes a literal that a parser has already checked against RFC 8259 §6.
    package init(validated literal: String) { self.literal = literal }

    /// A whole number.
    package init(_ value: Int64) { self.literal = String(value) }

    /// The value, if it is whole and fits: a fraction of zeros and an exponent are allowed, as the API server allows
    /// them (it stores `3.0` as `3`).
    package var int64: Int64? { Self.int64(literal.utf8.span) }
}

extension JSONNumber: Hashable {
    /// Equal literals are equal, and so are two ways of writing the same whole number.
    package static func == (left: Self, right: Self) -> Bool {
        if left.literal == right.literal { return true }
        guard let a = left.int64, let b = right.int64 else { return false }
        return a == b
    }

    package func hash(into hasher: inout Hasher) {
        if let whole = int64 { hasher.combine(whole) } else { hasher.combine(literal) }
    }
}
