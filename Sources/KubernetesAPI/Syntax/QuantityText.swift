/// The parts of a quantity as resource.ParseQuantity takes them apart: sign, digits around a point, suffix.
struct QuantityText {
    let isNegative: Bool
    /// The digits before the point without leading zeros; `0` where none are left.
    let whole: Substring.UTF8View
    /// The digits after the point.
    let fraction: Substring.UTF8View
    let suffix: Substring
    /// Whether any digit was written.
    let hasDigit: Bool

    /// Takes a text apart.
    ///
    /// The Go scanner is lenient: a number without digits is zero unless its suffix needs more, and whether the suffix
    /// means anything is asked later.
    init(_ text: String) throws(QuantitySyntaxError) {
        guard !text.isEmpty else { throw .format }
        var rest = text.utf8[...]
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let zeros = Self.take(&rest) { $0 == UInt8(ascii: "0") }
        let whole = Self.take(&rest, while: Self.isDigit)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = Self.take(&rest, while: Self.isDigit)
        }
        hasDigit = !(zeros.isEmpty && whole.isEmpty && fraction.isEmpty)
        self.whole = whole.isEmpty ? Substring("0").utf8 : whole
        self.fraction = fraction
        suffix = Substring(rest)
        _ = Self.take(&rest) { Self.suffixLetters.contains($0) }
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        _ = Self.take(&rest, while: Self.isDigit)
        guard rest.isEmpty else { throw .format }
    }

    private static func take(
        _ rest: inout Substring.UTF8View,
        while isTaken: (UInt8) -> Bool
    ) -> Substring.UTF8View {
        let taken = rest.prefix(while: isTaken)
        rest = rest[taken.endIndex...]
        return taken
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static let suffixLetters = Array("eEinumkKMGTP".utf8)
}
