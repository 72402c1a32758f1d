/// A moment of the clock that never goes back, in nanoseconds since the machine's start.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    /// The nanoseconds.
    package let nanoseconds: UInt64

    /// The moment at `nanoseconds`.
    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Earlier is less.
    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `duration` after this one; the end of time when there is no such moment.
    package func advanced(by duration: Duration) -> MonotonicTime {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return self }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = nanoseconds.addingReportingOverflow(whole)
        let (moment, lastCarry) = sum.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        return overflow || carry || lastCarry ? .distantFuture : MonotonicTime(nanoseconds: moment)
    }

    /// Milliseconds from this moment to `later`, rounded up so that waiting for them is enough; 0 if it has passed.
    func milliseconds(until later: MonotonicTime) -> Int32 {
        guard later > self else { return 0 }
        let milliseconds = (later.nanoseconds - nanoseconds - 1) / 1_000_000 + 1
        return Int32(clamping: milliseconds)
    }

    /// The end of time.
    static let distantFuture = MonotonicTime(nanoseconds: .max)
}
