import CronSchedule
import Testing

@Suite struct ScheduleIntervalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let duration: String
        let seconds: Int64
        var testDescription: String { "@every \(duration) is every \(seconds) s" }

        init(_ duration: String, _ seconds: Int64) {
            self.duration = duration
            self.seconds = seconds
        }
    }

    static let cases: [Case] = [
        Case("1h30m", 5_400),
        Case("90m", 5_400),
        Case("1.5h", 5_400),
        Case(".5h", 1_800),
        Case("5.m", 300),
        Case("+2h", 7_200),
        Case("1h1h1h", 10_800),
        Case("00000000000000000000000001h", 3_600),
        Case("1500ms", 1),
        Case("1999999999ns", 1),
        Case("2s500000\u{B5}s500000\u{3BC}s500000us", 3),
        // Cut, not rounded; but a fraction goes through floating point first.
        Case("59.999999999s", 59),
        Case("0.99999999999999999999999999h", 3_600),
        // At least a second.
        Case("0", 1),
        Case("+0", 1),
        Case("0s", 1),
        Case("1ns", 1),
        Case("-1h", 1),
        Case("-9223372036854775808ns", 1),
        // The longest, and Go's wrapped sum of two magnitudes of 2^63.
        Case("2562047h47m16.854775807s", 9_223_372_036),
        Case("9223372036854775807ns", 9_223_372_036),
        Case("9223372036854775808ns9223372036854775808ns", 1),
    ]

    @Test("@every takes Go durations, cut to seconds, at least one", arguments: cases)
    func interval(_ example: Case) throws {
        let schedule = try CronSchedule(parsing: "@every \(example.duration)")
        #expect(schedule.shortestInterval == .seconds(example.seconds))
        #expect(schedule.interval == .seconds(example.seconds))
        #expect(schedule.nextFire(after: 1_000, in: UTC()) == 1_000 + example.seconds)
    }

    @Test("A schedule by the calendar has no interval, however regular it is", arguments: ["@hourly", "*/5 * * * *"])
    func calendar(_ text: String) throws {
        #expect(try CronSchedule(parsing: text).interval == nil)
    }

    @Test(
        "what is no Go duration is refused",
        arguments: [
            "", " 1h", "1h ", "1", "h", ".h", ".", "-", "+", "--1h", "1 h", "1H", "1h-1m", "1e3s", "1_0s", "1d", "1w",
            "1m1",
            "9223372036854775808ns", "9223372036854775809ns", "-9223372036854775809ns", "2562048h", "1h9223372036s",
            "99999999999999999999999s", "\u{FF11}h",
        ]
    )
    func rejected(_ duration: String) {
        #expect(throws: CronSyntaxError.self) { try CronSchedule(parsing: "@every \(duration)") }
    }
}
