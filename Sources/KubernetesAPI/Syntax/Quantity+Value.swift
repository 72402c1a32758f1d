extension Quantity {
    /// The quantity in whole units, bytes for memory and storage: rounded away from zero, and held within 64 bits.
    package var wholeBytes: Int64 {
        let value = magnitude.roundedUp(toExponent: 0).exactly ?? .max
        let clamped = Int64(min(value, UInt64(Int64.max)))
        return isNegative ? -clamped : clamped
    }

    /// The quantity in units of a power of ten, rounded away from zero, as resource.Quantity's ScaledValue answers.
    ///
    /// The API server's rules for whole numbers and huge pages are made of this, overflow included: of what 64 bits cannot
    /// count the low 64 bits are taken or, for some distances between the units, nothing (math.go, positiveScaleInt64).
    ///
    /// - Parameter scale: 0 for units, -3 for thousandths.
    /// - Returns: the count.
    package func scaledValue(_ scale: Int) -> Int64 {
        let units = magnitude.shifted(by: -Int64(scale)).roundedUp(toExponent: 0)
        let isCounted = units.exactly.flatMap(Int64.init(exactly:)) != nil
        guard isCounted || wrapsWhenScaled(to: scale) else { return 0 }
        let value = Int64(bitPattern: units.lowBits)
        return isNegative ? 0 &- value : value
    }

    /// Whether Go multiplies without a look at overflow.
    private func wrapsWhenScaled(to scale: Int) -> Bool {
        int64Scale.map { [1, 2, 3, 6, 9].contains(Int($0) - scale) } ?? true
    }

    /// Whether the API server takes the quantity for a whole number, as it demands of extended resources and huge pages.
    ///
    /// It asks for thousandths (pkg/apis/core/validation: ValidateResourceQuantityValue), so what is finer counts as the
    /// next thousandth.
    package var isWholeNumber: Bool {
        // A thousand times as many are far from what 64 bits cannot count.
        if magnitude.isWhole, magnitude.order <= 15 { return true }
        return scaledValue(-3).isMultiple(of: 1_000)
    }

    /// The quantity rounded away from zero to thousandths.
    ///
    /// The API server does so with every resource amount before it looks at it (pkg/apis/core/v1/defaults.go:
    /// SetDefaults_ResourceList).
    package func roundedToMilli() -> Quantity {
        guard magnitude.exponent < -3 else { return self }
        let rounded = magnitude.roundedUp(toExponent: -3)
        return Quantity(
            isNegative: isNegative,
            magnitude: rounded,
            format: format,
            int64Scale: int64Scale.map { max($0, -3) },
            verbatim: nil
        )
    }
}
