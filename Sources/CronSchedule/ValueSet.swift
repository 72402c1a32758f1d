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
    var values: [Int] { (0..<UInt64.bitWidth).filter(contains) }

    /// The smallest distance between two neighbouring numbers, or nil when there are fewer than two.
    var smallestGap: Int? {
        zip(values, values.dropFirst()).map { $1 - $0 }.min()
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
