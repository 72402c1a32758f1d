import KubernetesAPI
import Testing

@testable import CronSchedule

@Suite("A zone's rule")
struct ZoneRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        /// An instant, and the offset in seconds from it on; just before it there is another.
        let change: String
        let before: Int
        let after: Int
        var testDescription: String { "\(rule) at \(change)" }
    }

    // The instants are those of the zones' laws, in UTC.
    @Test(
        "changes when it says",
        arguments: [
            Case(rule: "CET-1CEST,M3.5.0,M10.5.0/3", change: "2040-03-25T01:00:00Z", before: 3600, after: 7200),
            Case(rule: "CET-1CEST,M3.5.0,M10.5.0/3", change: "2040-10-28T01:00:00Z", before: 7200, after: 3600),
            Case(rule: "EST5EDT,M3.2.0,M11.1.0", change: "2040-03-11T07:00:00Z", before: -18_000, after: -14_400),
            Case(rule: "EST5EDT,M3.2.0,M11.1.0", change: "2040-11-04T06:00:00Z", before: -14_400, after: -18_000),
            // South of the equator, and by half an hour.
            Case(
                rule: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
                change: "2040-03-31T15:00:00Z",
                before: 39_600,
                after: 37_800
            ),
            Case(
                rule: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
                change: "2040-10-06T15:30:00Z",
                before: 37_800,
                after: 39_600
            ),
            // The day before, by a negative time, and a later day, by more than 24 hours.
            Case(rule: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", change: "2040-03-25T01:00:00Z", before: -7200, after: -3600),
            Case(rule: "IST-2IDT,M3.4.4/26,M10.5.0", change: "2040-03-23T00:00:00Z", before: 7200, after: 10_800),
            // Days of the year: the 60th of a common year is the 1st of March always, the 60th from 0 is not.
            Case(rule: "AAA0BBB,J60/0,J300/0", change: "2039-03-01T00:00:00Z", before: 0, after: 3600),
            Case(rule: "AAA0BBB,J60/0,J300/0", change: "2040-03-01T00:00:00Z", before: 0, after: 3600),
            Case(rule: "AAA0BBB,59/0,300/0", change: "2039-03-01T00:00:00Z", before: 0, after: 3600),
            Case(rule: "AAA0BBB,59/0,300/0", change: "2040-02-29T00:00:00Z", before: 0, after: 3600),
        ]
    )
    func changes(_ example: Case) throws {
        let rule = try #require(ZoneRule(parsing: Array(example.rule.utf8)[...]))
        let instant = try #require(Timestamp.unixSeconds(parsing: example.change))
        #expect(rule.secondsFromUTC(at: instant - 1) == example.before)
        #expect(rule.secondsFromUTC(at: instant) == example.after)
    }

    @Test("holds all the time where it has no summer", arguments: [Int64.min, -1, 0, 1 << 40, .max])
    func constant(_ instant: Int64) throws {
        let fixed = try #require(ZoneRule(parsing: Array("<+0545>-5:45".utf8)[...]))
        #expect(fixed.secondsFromUTC(at: instant) == 20_700)
    }

    @Test(
        "can have nothing but summer, and ends where calendars do",
        arguments: [
            (Int64.min, -10_800), (-1, -14_400), (0, -14_400), (1 << 40, -14_400), (1 << 59, -14_400), (.max, -10_800),
        ]
    )
    func summer(_ instant: Int64, _ offset: Int) throws {
        let summer = try #require(ZoneRule(parsing: Array("XXX3EDT4,0/0,J365/23".utf8)[...]))
        #expect(summer.secondsFromUTC(at: instant) == offset)
    }

    @Test(
        "that makes no sense is none",
        arguments: [
            "", "C1", "CET", "CET-", "CET-1CEST", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x",
            "CET-1CEST,M3.5.0,M10.5.0/168", "CET-1CEST,J0,J366", "CET-1CEST,366,1", "CET-25", "CET-1:60", "<+02-2",
            "CET-99999999999999999999", "CET-1CEST,M3.5.0,M10.5.0/3,",
        ]
    )
    func nonsense(_ text: String) { #expect(ZoneRule(parsing: Array(text.utf8)[...]) == nil) }
}
