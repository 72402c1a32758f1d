/// Where jitter and unique names take their chance from; tests put a fixed sequence in its place.
package struct RandomSource: Sendable {
    /// The next 64 random bits.
    package let bits: @Sendable () -> UInt64

    /// A source of this function.
    package init(bits: @escaping @Sendable () -> UInt64) { self.bits = bits }

    /// The next number of 0 ..< 1, evenly spread.
    package func fraction() -> Double {
        // The 53 bits that a Double holds exactly.
        Double(bits() >> 11) * 0x1p-53
    }

    /// The system's generator.
    package static let system = RandomSource { UInt64.random(in: .min ... .max) }
}
