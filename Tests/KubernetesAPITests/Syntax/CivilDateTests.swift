import KubernetesAPI
import Testing

@Suite struct CivilDateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let days: Int
        let date: (year: Int, month: Int, day: Int)
        let weekday: Int
        var testDescription: String { "\(date)" }

        init(_ days: Int, _ year: Int, _ month: Int, _ day: Int, weekday: Int) {
            self.days = days
            date = (year, month, day)
            self.weekday = weekday
        }
    }

    static let cases: [Case] = [
        Case(0, 1970, 1, 1, weekday: 4),
        Case(-1, 1969, 12, 31, weekday: 3),
        Case(-719_162, 1, 1, 1, weekday: 1),
        Case(-719_163, 0, 12, 31, weekday: 0),
        Case(-719_528, 0, 1, 1, weekday: 6),
        Case(-719_529, -1, 12, 31, weekday: 5),
        Case(11_016, 2000, 2, 29, weekday: 2),
        Case(11_017, 2000, 3, 1, weekday: 3),
        Case(11_322, 2000, 12, 31, weekday: 0),
        Case(20_454, 2026, 1, 1, weekday: 4),
        Case(47_540, 2100, 2, 28, weekday: 0),
        Case(47_541, 2100, 3, 1, weekday: 1),
        Case(2_932_896, 9999, 12, 31, weekday: 5),
    ]

    @Test("days and dates correspond", arguments: cases)
    func conversion(_ example: Case) throws {
        let date = CivilDate(daysSinceEpoch: example.days)
        #expect((date.year, date.month, date.day) == example.date)
        #expect(date.daysSinceEpoch == example.days)
        #expect(date.weekday == example.weekday)
    }

    @Test("every day of eight centuries follows the one before")
    func succession() throws {
        var previous = CivilDate(daysSinceEpoch: -150_001)
        for days in -150_000...150_000 {
            let date = CivilDate(daysSinceEpoch: days)
            let isNextDay = date.month == previous.month && date.day == previous.day + 1
            let isNextMonth = date.day == 1 && previous.day >= 28 && date.month == previous.month % 12 + 1
            guard isNextDay || isNextMonth, date.daysSinceEpoch == days else {
                Issue.record("\(previous) is followed by \(date)")
                return
            }
            previous = date
        }
    }

    @Test(
        "days that no calendar has are not made",
        arguments: [
            (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, 32), (2026, 4, 31), (2026, 2, 29), (2100, 2, 29),
        ]
    )
    func impossible(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(
        "leap days exist in years divisible by 4, but in centuries only by 400",
        arguments: [(2024, true), (2023, false), (1900, false), (2000, true), (0, true), (-4, true), (-100, false)]
    )
    func leapDays(_ year: Int, exists: Bool) {
        #expect((CivilDate(year: year, month: 2, day: 29) != nil) == exists)
    }

    @Test(
        "months count on past the year's end",
        arguments: [(13, 2027, 1), (25, 2028, 1), (0, 2025, 12), (-11, 2025, 1)]
    )
    func overflowingMonth(_ month: Int, year: Int, expected: Int) {
        let days = CivilDate.daysSinceEpoch(ofMonth: month, year: 2026)
        #expect(CivilDate(daysSinceEpoch: days) == CivilDate(year: year, month: expected, day: 1))
    }
}
