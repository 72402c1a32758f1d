/// A day of the proleptic Gregorian calendar, without a time zone.
///
/// The one place that knows month lengths and leap years; timestamps and cron schedules count days through it.
/// Days are counted from 1970-01-01, the Unix epoch.
package struct CivilDate: Equatable, Sendable {
    /// The year; year 0 is the year before year 1.
    package let year: Int
    /// The month, 1 to 12.
    package let month: Int
    /// The day of the month, from 1.
    package let day: Int

    /// The day that lies the given number of days after (or, negative, before) 1970-01-01.
    ///
    /// - Parameter days: any count that a 64-bit number of seconds can reach.
    package init(daysSinceEpoch days: Int) {
        let (cycle, dayOfCycle) = Self.flooredDivision(days + Self.epoch, by: Self.daysPer400Years)
        let century = min(dayOfCycle / Self.daysPer100Years, 3)
        let dayOfCentury = dayOfCycle - century * Self.daysPer100Years
        let (olympiad, dayOfOlympiad) = dayOfCentury.quotientAndRemainder(dividingBy: Self.daysPer4Years)
        let yearOfOlympiad = min(dayOfOlympiad / 365, 3)
        let year = cycle * 400 + century * 100 + olympiad * 4 + yearOfOlympiad + 1
        var remaining = dayOfOlympiad - yearOfOlympiad * 365
        var month = 1
        while remaining >= Self.dayCount(ofMonth: month, year: year) {
            remaining -= Self.dayCount(ofMonth: month, year: year)
            month += 1
        }
        self.year = year
        self.month = month
        self.day = remaining + 1
    }

    /// The date with these components, or nil where the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.dayCount(ofMonth: month, year: year) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// How many days lie between 1970-01-01 and this day.
    package var daysSinceEpoch: Int {
        Self.daysSinceEpoch(ofMonth: month, year: year) + day - 1
    }

    /// The day of the week, 0 for Sunday to 6 for Saturday.
    package var weekday: Int {
        // 1970-01-01 was a Thursday.
        Self.flooredDivision(daysSinceEpoch + 4, by: 7).remainder
    }

    /// How many days lie between 1970-01-01 and the first day of a month.
    ///
    /// Months count on past 12 and below 1: month 13 is January of the following year.
    package static func daysSinceEpoch(ofMonth month: Int, year: Int) -> Int {
        let (years, index) = flooredDivision(month - 1, by: 12)
        let year = year + years
        let elapsed = year - 1
        let leapDays =
            flooredDivision(elapsed, by: 4).quotient - flooredDivision(elapsed, by: 100).quotient
            + flooredDivision(elapsed, by: 400).quotient
        let earlierMonths = (0..<index).reduce(0) { days, index in days + dayCount(ofMonth: index + 1, year: year) }
        return elapsed * 365 + leapDays + earlierMonths - epoch
    }

    /// The length in days of a month, 1 to 12.
    package static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// Division that rounds towards negative infinity, so that days before the epoch count on without a fold.
    private static func flooredDivision(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// Days from 0001-01-01, where a 400-year cycle begins, to 1970-01-01.
    private static let epoch = 719_162
    private static let daysPer400Years = 146_097
    private static let daysPer100Years = 36_524
    private static let daysPer4Years = 1_461
}
