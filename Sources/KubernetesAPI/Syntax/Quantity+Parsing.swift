extension Quantity {
    /// Reads a quantity as the API server reads a JSON string or number: white space around it does not count.
    package init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard let start = scalars.firstIndex(where: { !$0.isWhiteSpace }),
            let end = scalars.lastIndex(where: { !$0.isWhiteSpace })
        else { return nil }
        try? self.init(parsing: String(text[start...end]))
    }

    /// Reads a quantity exactly as resource.ParseQuantity does; nothing is trimmed.
    package init(parsing text: String) throws(QuantitySyntaxError) { try self.init(utf8: text.utf8.span) }

    /// The same, of the bytes of a text.
    package init(utf8 text: Span<UInt8>) throws(QuantitySyntaxError) {
        let parts = try QuantityText(text)
        guard let suffix = parts.suffix else { throw .suffix }
        let scale = Self.int64Scale(parts, suffix)
        guard scale != nil || parts.hasDigit else { throw .number }
        let exact = Self.magnitude(parts, suffix, int64Scale: scale)
        let rounded = exact.roundedUp(toExponent: Int64(Self.nano))
        let isVerbatim = scale.map { Self.isPrintedAsWritten(parts, suffix, scale: $0) } ?? false
        let verbatim = isVerbatim ? text.characters : nil
        switch suffix {
        case .decimal(_, let format):
            self.init(
                isNegative: parts.isNegative,
                magnitude: rounded,
                format: format,
                int64Scale: scale,
                verbatim: verbatim
            )
        case .binary:
            let capped = min(rounded, .largestBinary)
            let isFraction = !capped.isZero && capped < .one
            self.init(
                isNegative: parts.isNegative,
                magnitude: capped,
                format: isFraction ? .decimalSI : .binarySI,
                int64Scale: scale,
                verbatim: verbatim
            )
        }
    }

    /// The power of ten in which Go counts, where it takes its short way and holds the count in 64 bits (quantity.go,
    /// ParseQuantity: precision).
    ///
    /// Go reckons it in 32 bits, which wrap below the smallest exponent.
    private static func int64Scale(_ parts: QuantityText, _ suffix: QuantitySuffix) -> Int32? {
        switch suffix {
        case .decimal(let exponent, _):
            let scale = exponent &- Int32(truncatingIfNeeded: parts.fractionCount)
            return parts.digits.count <= 18 && scale >= nano ? scale : nil
        case .binary(let power):
            return parts.fractionCount == 0 && parts.wholeCount + Int(power * 3 / 10) <= 14 ? 0 : nil
        }
    }

    /// The number, exactly.
    private static func magnitude(
        _ parts: QuantityText,
        _ suffix: QuantitySuffix,
        int64Scale: Int32?
    ) -> DecimalMagnitude {
        let places = Int64(parts.fractionCount)
        switch suffix {
        case .decimal(let exponent, _):
            let power = int64Scale.map(Int64.init) ?? Int64(exponent) - places
            return DecimalMagnitude(digits: parts.digits, exponent: power)
        case .binary(let power):
            return DecimalMagnitude(digits: parts.digits, exponent: -places).multiplied(byPowerOfTwo: power)
        }
    }

    /// Whether Go takes the text for canonical and keeps it.
    private static func isPrintedAsWritten(_ parts: QuantityText, _ suffix: QuantitySuffix, scale: Int32) -> Bool {
        switch suffix {
        case .decimal:
            scale.isMultiple(of: 3) && parts.digits.first != 0
                && (parts.digits.count < 3 || !parts.digits.suffix(3).allSatisfy { $0 == 0 })
        case .binary:
            // Only a number of at most 14 digits has a scale.
            !parts.digits.reduce(0) { $0 * 10 + Int($1) }.isMultiple(of: 8)
        }
    }

    /// The finest amount that a quantity holds, 10^-9; finer ones are rounded up.
    private static let nano: Int32 = -9
}

extension DecimalMagnitude {
    fileprivate static let one = DecimalMagnitude(digits: [1], exponent: 0)

    /// What binary quantities are capped at (apimachinery, pkg/api/resource/math.go: maxAllowed).
    fileprivate static let largestBinary = DecimalMagnitude(
        digits: String(Int64.max).utf8.map { $0 - UInt8(ascii: "0") },
        exponent: 0
    )
}
