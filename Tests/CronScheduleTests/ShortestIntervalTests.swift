import CronSchedule
import KubernetesAPI
import Testing

@Suite struct ShortestIntervalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let schedule: String
        let minutes: Int
        var testDescription: String { "\(schedule): \(minutes) min" }

        init(_ schedule: String, _ minutes: Int) {
            self.schedule = schedule
            self.minutes = minutes
        }
    }

    static let day = 24 * 60

    static let cases: [Case] = [
        Case("* * * * *", 1),
        Case("*/30 * * * *", 30),
        Case("0,30 * * * *", 30),
        Case("0,59 * * * *", 1),
        Case("0,59 5 * * *", 59),
        Case("0,59 5,7 * * *", 59),
        Case("0,50 5,6 * * *", 10),
        Case("0,50 0,23 * * *", 10),
        Case("0,50 0,23 * * 1", 50),
        Case("0 * * * *", 60),
        Case("@hourly", 60),
        Case("59 0,23 * * *", 60),
        Case("59 0,23 1 * *", 23 * 60),
        Case("5 0,12 * * *", 12 * 60),
        Case("5 */5 * * *", 4 * 60),
        Case("5 3,22 * * *", 5 * 60),
        Case("@daily", day),
        Case("0 0 * 1,3 *", day),
        Case("@weekly", 7 * day),
        Case("0 0 * * 0,6", day),
        Case("0 0 * * 1,4", 3 * day),
        Case("0 0 * 7 1,4", 3 * day),
        Case("0 0 * * 2,3", day),
        Case("@monthly", 28 * day),
        Case("@yearly", 365 * day),
        Case("0 0 31 * *", 31 * day),
        Case("0 0 30 * *", 30 * day),
        Case("0 0 29 2 *", 1_461 * day),
        Case("0 0 1,28 2,3 *", day),
        Case("0 0 1,28 2 *", 27 * day),
        Case("0 0 31 12 *", 365 * day),
        Case("0 0 1 1,12 *", 31 * day),
        Case("0 0 1,31 1,12 *", day),
        Case("0 0 10,25 * *", 13 * day),
        Case("0 0 13 * 5", day),
        Case("0 0 31 2 1,4", 3 * day),
        Case("0 0 29 2 1", day),
        Case("15 4 */7 * ?", day),
    ]

    @Test("the shortest interval is exact", arguments: cases)
    func interval(_ example: Case) throws {
        let schedule = try CronSchedule(parsing: example.schedule)
        #expect(schedule.shortestInterval == .seconds(example.minutes * 60))
    }

    @Test("no two fires of 28 years lie closer together, and two lie as close", arguments: cases)
    func observed(_ example: Case) throws {
        let schedule = try CronSchedule(parsing: example.schedule)
        let start = try #require(Timestamp.unixSeconds(parsing: "1999-12-31T23:59:59Z"))
        let end = try #require(Timestamp.unixSeconds(parsing: "2029-01-01T00:00:00Z"))
        var previous = try #require(schedule.nextFire(after: start, in: UTC()))
        var smallest = Int64.max
        // Dense schedules repeat within days; the sparse ones have fewer fires than this in all.
        for _ in 0..<2_500 where previous < end {
            let next = try #require(schedule.nextFire(after: previous, in: UTC()))
            smallest = min(smallest, next - previous)
            previous = next
        }
        #expect(schedule.shortestInterval == .seconds(smallest))
    }

    @Test(
        "more often than hourly is told from hourly",
        arguments: [
            ("*/30 * * * *", true), ("@every 10m", true), ("@every 59m59s", true), ("0,59 3 1 1 *", true),
            ("0 * * * *", false), ("@every 1h", false), ("5 0,12 * * *", false), ("59 * * * *", false),
        ]
    )
    func hourly(_ text: String, isMoreOften: Bool) throws {
        #expect(try (CronSchedule(parsing: text).shortestInterval < .seconds(3_600)) == isMoreOften)
    }
}
