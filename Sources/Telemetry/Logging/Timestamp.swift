import Glibc

/// The moment of a log line, in milliseconds since 1970 in UTC.
package struct Timestamp: Sendable, Equatable {
    /// Milliseconds; moments before 1970 are not logged.
    package let milliseconds: Int64

    /// A known moment.
    package init(milliseconds: Int64) {
        self.milliseconds = max(0, milliseconds)
    }

    /// The system's clock, for the one place in a program that hands out time.
    package static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Writes the moment by RFC 3339, section 5.6, as `2026-11-23T13:02:50.123Z`.
    func append(to line: inout LineBuffer) {
        let (days, millisecond) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let (year, month, day) = Self.date(daysSince1970: days)
        line.append(year, width: 4)
        line.append("-")
        line.append(month, width: 2)
        line.append("-")
        line.append(day, width: 2)
        line.append("T")
        line.append(millisecond / 3_600_000, width: 2)
        line.append(":")
        line.append(millisecond / 60_000 % 60, width: 2)
        line.append(":")
        line.append(millisecond / 1_000 % 60, width: 2)
        line.append(".")
        line.append(millisecond % 1_000, width: 3)
        line.append("Z")
    }

    /// The Gregorian date.
    ///
    /// Years are counted from March, so that the leap day is the last of its year.
    private static func date(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // 719,468 days lie between 0000-03-01 and 1970-01-01; 146,097 days make 400 years.
        let (era, dayOfEra) = (daysSince1970 + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // From March on, five months have 153 days, again and again.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
