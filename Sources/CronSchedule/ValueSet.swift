/// The numbers that a field of a schedule selects: a set of small integers, one bit each.
struct ValueSet: Equatable, Sendable {
    private var bits: UInt64 = 0

    init() {}

    /// The numbers from `range.lowerBound` in steps of `step` up to `range.upperBound`.
    ///
    /// - Parameters:
    ///   - range: within 0 to 63.
    ///   - step: at least 1; one that exceeds the range selects the lower bound alone.
    init(_ range: ClosedRange<Int>, step: Int = 1) {
        guard step > 1 else {
            bits = (~0 >> UInt64(UInt64.bitWidth - range.count)) << UInt64(range.lowerBound)
            return
        }
        // A step may be any Int; past 63 there is no second bit to reach.
        for value in stride(from: range.lowerBound, through: range.upperBound, by: min(step, UInt64.bitWidth)) {
            bits |= 1 << UInt64(value)
        }
    }

    var isEmpty: Bool { bits == 0 }

    var count: Int { bits.nonzeroBitCount }

    /// The smallest number, or nil when the set is empty.
    var first: Int? { isEmpty ? nil : bits.trailingZeroBitCount }

    /// The largest number, or nil when the set is empty.
    var last: Int? { isEmpty ? nil : UInt64.bitWidth - 1 - bits.leadingZeroBitCount }

    /// All numbers, ascending.
    var values: [Int] {
        var values: [Int] = []
        var rest = bits
        while rest != 0 {
            values.append(rest.trailingZeroBitCount)
            rest &= rest - 1
        }
        return values
    }

    /// The smallest distance between two neighbouring numbers, or nil when there are fewer than two.
    var smallestGap: Int? {
        // Shifted by its smallest gap, the set meets itself for the first time.
        (1..<UInt64.bitWidth).first { bits & (bits >> UInt64($0)) != 0 }
    }

    func contains(_ value: Int) -> Bool {
        (0..<UInt64.bitWidth).contains(value) && bits & (1 << UInt64(value)) != 0
    }

    /// The numbers of this set that are at most `limit`.
    func limited(to limit: Int) -> ValueSet {
        var result = self
        result.bits &= ~(~0 << UInt64(limit + 1))
        return result
    }

    mutating func formUnion(_ other: ValueSet) {
        bits |= other.bits
    }
}
