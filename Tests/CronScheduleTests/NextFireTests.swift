import CronSchedule
import KubernetesAPI
import Testing

/// The expected times were computed with robfig/cron v3 and Go's time zone arithmetic.
@Suite struct NextFireTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let schedule: String
        let after: String
        let expected: [String]
        let zone: FixedZone
        var testDescription: String { "\(schedule) after \(after)" }

        init(_ schedule: String, after: String, in zone: FixedZone = FixedZone(0), _ expected: String...) {
            self.schedule = schedule
            self.after = after
            self.expected = expected
            self.zone = zone
        }
    }

    static let universal: [Case] = [
        Case("0 2 * * *", after: "2026-01-31T02:00:00Z", "2026-02-01T02:00:00Z", "2026-02-02T02:00:00Z"),
        Case("0 2 * * *", after: "2026-01-31T01:59:59Z", "2026-01-31T02:00:00Z"),
        Case("* * * * *", after: "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2027-01-01T00:01:00Z"),
        Case("*/20 * * * *", after: "2026-02-28T23:59:30Z", "2026-03-01T00:00:00Z", "2026-03-01T00:20:00Z"),
        Case(
            "0 0 31 * *",
            after: "2026-01-30T12:00:00Z",
            "2026-01-31T00:00:00Z",
            "2026-03-31T00:00:00Z",
            "2026-05-31T00:00:00Z",
            "2026-07-31T00:00:00Z"
        ),
        Case(
            "0 0 13 * FRI",
            after: "2026-05-31T00:00:00Z",
            "2026-06-05T00:00:00Z",
            "2026-06-12T00:00:00Z",
            "2026-06-13T00:00:00Z",
            "2026-06-19T00:00:00Z"
        ),
        Case("30 6 * 2-3 1-5", after: "2026-01-01T00:00:00Z", "2026-02-02T06:30:00Z", "2026-02-03T06:30:00Z"),
        Case("15 10 * * ?", after: "2026-06-15T12:34:56Z", "2026-06-16T10:15:00Z"),
        Case("59 23 31 12 5", after: "2000-02-29T00:00:00Z", "2000-12-01T23:59:00Z", "2000-12-08T23:59:00Z"),
        Case("0 0 29 2 *", after: "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"),
        Case("0 0 29 2 *", after: "1960-02-28T23:00:00Z", "1960-02-29T00:00:00Z", "1964-02-29T00:00:00Z"),
        Case("@every 90m", after: "2026-01-01T00:00:07Z", "2026-01-01T01:30:07Z", "2026-01-01T03:00:07Z"),
    ]

    static let clockChanges: [Case] = [
        // A skipped time does not fire that day.
        Case("30 2 * * *", after: "2026-03-28T12:00:00Z", in: .berlin, "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"),
        Case("30 2 * * *", after: "2026-03-08T04:00:00Z", in: .newYork, "2026-03-09T06:30:00Z"),
        Case("0 */2 * * *", after: "2026-03-28T23:30:00Z", in: .berlin, "2026-03-29T02:00:00Z", "2026-03-29T04:00:00Z"),
        Case(
            "*/30 * * * *",
            after: "2026-03-29T00:00:00Z",
            in: .berlin,
            "2026-03-29T00:30:00Z",
            "2026-03-29T01:00:00Z"
        ),
        // A repeated time fires twice.
        Case(
            "30 2 * * *",
            after: "2026-10-24T12:00:00Z",
            in: .berlin,
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-26T01:30:00Z"
        ),
        Case(
            "30 1 * * *",
            after: "2026-11-01T04:00:00Z",
            in: .newYork,
            "2026-11-01T05:30:00Z",
            "2026-11-01T06:30:00Z",
            "2026-11-02T06:30:00Z"
        ),
        Case("0 3 * * *", after: "2026-10-24T23:30:00Z", in: .berlin, "2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z"),
        // Midnight is skipped.
        Case("0 0 * * *", after: "2018-11-03T12:00:00Z", in: .saoPaulo, "2018-11-05T02:00:00Z", "2018-11-06T02:00:00Z"),
        Case("30 1 4 11 *", after: "2018-11-03T12:00:00Z", in: .saoPaulo, "2018-11-04T03:30:00Z"),
        Case("0 0 * * *", after: "2025-03-29T12:00:00Z", in: .beirut, "2025-03-30T21:00:00Z", "2025-03-31T21:00:00Z"),
        // The step back to midnight lands in the day before, and the day is lost.
        Case("30 5 * * 0", after: "2025-03-28T12:00:00Z", in: .beirut, "2025-04-06T02:30:00Z", "2025-04-13T02:30:00Z"),
        // Half an hour.
        Case("0 2 * * *", after: "2026-04-04T10:00:00Z", in: .lordHowe, "2026-04-05T15:30:00Z"),
        Case(
            "45 1 * * *",
            after: "2026-04-04T14:00:00Z",
            in: .lordHowe,
            "2026-04-04T14:45:00Z",
            "2026-04-04T15:15:00Z"
        ),
        Case("15 2 * * *", after: "2026-10-03T14:00:00Z", in: .lordHowe, "2026-10-04T15:15:00Z"),
        // Odd seconds.
        Case("0 0 * * *", after: "1971-12-31T23:00:00Z", in: .monrovia, "1972-01-01T00:44:30Z", "1972-01-02T00:44:30Z"),
        Case(
            "*/15 * * * *",
            after: "1972-01-06T23:00:00Z",
            in: .monrovia,
            "1972-01-06T23:14:30Z",
            "1972-01-06T23:29:30Z"
        ),
    ]

    @Test("the next times are those of the CronJob controller", arguments: universal + clockChanges)
    func next(_ example: Case) throws {
        let schedule = try CronSchedule(parsing: example.schedule)
        var instant = try #require(Timestamp.unixSeconds(parsing: example.after))
        for expected in example.expected {
            instant = try #require(schedule.nextFire(after: instant, in: example.zone))
            #expect(Timestamp.string(fromUnixSeconds: instant) == expected)
        }
    }

    @Test("the search ends five years ahead, which the leap years around 2100 exceed")
    func fiveYears() throws {
        let schedule = try CronSchedule(parsing: "0 0 29 2 *")
        let after2096 = try #require(Timestamp.unixSeconds(parsing: "2096-03-01T00:00:00Z"))
        #expect(schedule.nextFire(after: after2096, in: UTC()) == nil)
        let after2099 = try #require(Timestamp.unixSeconds(parsing: "2099-03-01T00:00:00Z"))
        let expected = Timestamp.unixSeconds(parsing: "2104-02-29T00:00:00Z")
        #expect(schedule.nextFire(after: after2099, in: UTC()) == expected)
    }

    @Test("a zone that skips a whole day does not hold the search up for ever")
    func skippedDay() throws {
        let schedule = try CronSchedule(parsing: "25 10 21 * 2")
        let before = try #require(Timestamp.unixSeconds(parsing: "1994-12-30T12:00:00Z"))
        #expect(schedule.nextFire(after: before, in: FixedZone.kiritimati) == nil)
    }

    @Test(
        "instants that RFC 3339 cannot write have no next time",
        arguments: [Int64.min, -62_167_219_201, 253_402_300_800, .max]
    )
    func unsupportedInstants(_ instant: Int64) throws {
        for text in ["* * * * *", "@every 1s", "@every 2562047h"] {
            #expect(try CronSchedule(parsing: text).nextFire(after: instant, in: UTC()) == nil)
        }
    }

    @Test("the first and the last instant are supported", arguments: [Int64(-62_167_219_200), 253_402_300_799])
    func borders(_ instant: Int64) throws {
        #expect(try CronSchedule(parsing: "* * * * *").nextFire(after: instant, in: UTC()) != nil)
        #expect(try CronSchedule(parsing: "@every 1s").nextFire(after: instant, in: UTC()) == instant + 1)
    }
}
