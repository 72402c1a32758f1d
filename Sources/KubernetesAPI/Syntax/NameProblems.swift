/// What is wrong with a name, by the rules of ``NameSyntax``.
///
/// No text is made of it before somebody asks: an object can break one rule a million times, and nearly all of these
/// mistakes are only counted.
package struct NameProblems: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    static let hasManySlashes = NameProblems(rawValue: 1 << 0)
    static let prefixIsEmpty = NameProblems(rawValue: 1 << 1)
    static let prefixIsTooLong = NameProblems(rawValue: 1 << 2)
    static let prefixIsNoSubdomain = NameProblems(rawValue: 1 << 3)
    static let nameIsEmpty = NameProblems(rawValue: 1 << 4)
    static let nameIsTooLong = NameProblems(rawValue: 1 << 5)
    static let nameIsNoKey = NameProblems(rawValue: 1 << 6)
    static let valueIsTooLong = NameProblems(rawValue: 1 << 7)
    static let valueIsNone = NameProblems(rawValue: 1 << 8)
    static let subdomainIsTooLong = NameProblems(rawValue: 1 << 9)
    static let isNoSubdomain = NameProblems(rawValue: 1 << 10)
    static let labelIsTooLong = NameProblems(rawValue: 1 << 11)
    static let labelHasDots = NameProblems(rawValue: 1 << 12)
    static let isNoLabel = NameProblems(rawValue: 1 << 13)

    /// How many there are.
    package var count: Int { rawValue.nonzeroBitCount }

    /// The problems in the API server's words and order.
    package var texts: [String] {
        Self.allTexts.indices.filter { rawValue & 1 << $0 != 0 }.map { Self.allTexts[$0] }
    }

    /// One for each bit, from the lowest on.
    private static let allTexts = [
        NameSyntax.slashMismatch,
        "prefix part must be non-empty",
        "prefix part \(NameSyntax.tooLong(NameSyntax.subdomainMaxLength, unit: .bytes))",
        "prefix part \(NameSyntax.subdomainMismatch)",
        "name part must be non-empty",
        "name part \(NameSyntax.tooLong(NameSyntax.labelMaxLength, unit: .bytes))",
        "name part \(NameSyntax.keyMismatch)",
        NameSyntax.tooLong(NameSyntax.labelMaxLength, unit: .bytes),
        NameSyntax.valueMismatch,
        NameSyntax.tooLong(NameSyntax.subdomainMaxLength),
        NameSyntax.subdomainMismatch,
        NameSyntax.tooLong(NameSyntax.labelMaxLength),
        "must not contain dots",
        NameSyntax.labelMismatch,
    ]

    /// Adds a problem where it is one.
    mutating func insert(_ problem: NameProblems, if isOne: Bool) {
        if isOne { insert(problem) }
    }
}
