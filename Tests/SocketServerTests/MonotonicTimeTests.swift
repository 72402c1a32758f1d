import Testing

@testable import SocketServer

@Suite("Monotonic time")
struct MonotonicTimeTests {
    private let moment = MonotonicTime(nanoseconds: 1_000_000_000)

    @Test(
        "advances by durations and stops at its end",
        arguments: [
            (Duration.zero, UInt64(1_000_000_000)), (.nanoseconds(1), 1_000_000_001), (.seconds(2), 3_000_000_000),
            (.seconds(-5), 1_000_000_000), (.seconds(Int64.max), .max), (.seconds(18_446_744_073), .max),
        ]
    )
    func advanced(_ duration: Duration, _ expected: UInt64) {
        #expect(moment.advanced(by: duration).nanoseconds == expected)
    }

    @Test(
        "is waited for in whole milliseconds, none too few",
        arguments: [
            (UInt64(0), Int32(0)), (1_000_000_000, 0), (1_000_000_001, 1), (1_001_000_000, 1), (1_001_000_001, 2),
            (.max, .max),
        ]
    )
    func milliseconds(_ later: UInt64, _ expected: Int32) {
        #expect(moment.milliseconds(until: MonotonicTime(nanoseconds: later)) == expected)
    }
}
