import KubernetesAPI

/// A rule for the offset of a zone in every year, as the variable `TZ` of POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// With the extension of RFC 9636 §3.3.1, by which a time of day may be negative or later than 24 hours.
struct ZoneRule: Equatable {
    /// Seconds ahead of UTC in winter, or always.
    let standard: Int

    /// Summer time; nil where there is none.
    let summer: Summer?

    /// When clocks are put forward, by how much, and when back.
    struct Summer: Equatable {
        let offset: Int
        /// By the clocks of winter.
        let start: YearlyInstant
        /// By the clocks of summer.
        let end: YearlyInstant
    }

    /// Some 36 billion years: beyond, calendar arithmetic leaves 64 bits, and nobody puts clocks forward.
    private static let reach: Int64 = 1 << 60

    /// The offset at an instant.
    func secondsFromUTC(at unixSeconds: Int64) -> Int {
        guard let summer, (-Self.reach...Self.reach).contains(unixSeconds) else { return standard }
        let local = Int(unixSeconds) + standard
        let year = CivilDate(daysSinceEpoch: Self.day(of: local)).year
        let start = summer.start.localSeconds(in: year) - standard
        let end = summer.end.localSeconds(in: year) - summer.offset
        let now = local - standard
        // South of the equator summer goes over the end of the year.
        let isSummer = start < end ? start <= now && now < end : now < end || start <= now
        return isSummer ? summer.offset : standard
    }

    /// The day of a second, rounded down.
    private static func day(of seconds: Int) -> Int {
        let (day, second) = seconds.quotientAndRemainder(dividingBy: YearlyInstant.dayLength)
        return second < 0 ? day - 1 : day
    }
}

/// A time of one day in every year.
struct YearlyInstant: Equatable {
    static let dayLength = 86_400

    /// Which day.
    enum Day: Equatable {
        /// `Jn`: the day from 1 to 365, of a year that has no 29th of February.
        case ofCommonYear(Int)
        /// `n`: the day from 0, which counts the 29th of February.
        case ofYear(Int)
        /// `Mm.w.d`: the weekday (0 is Sunday) in the week of the month from 1; 5 is the last.
        case weekday(Int, week: Int, month: Int)
    }

    let day: Day

    /// Seconds after the midnight that begins the day; may lie in another day.
    let time: Int

    /// When it is in a year, in seconds since 1970 by the local clock.
    func localSeconds(in year: Int) -> Int { daysSinceEpoch(in: year) * Self.dayLength + time }

    private func daysSinceEpoch(in year: Int) -> Int {
        let newYear = CivilDate.daysSinceEpoch(ofMonth: 1, year: year)
        switch day {
        case .ofYear(let day): return newYear + day
        case .ofCommonYear(let day):
            // From the 1st of March on, the 60th, a leap day has gone by.
            let isLeap = CivilDate.dayCount(ofMonth: 2, year: year) == 29
            return newYear + day - 1 + (isLeap && day >= 60 ? 1 : 0)
        case .weekday(let weekday, let week, let month):
            let first = CivilDate.daysSinceEpoch(ofMonth: month, year: year)
            let firstWeekday = CivilDate(daysSinceEpoch: first).weekday
            let day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            return first + (day < CivilDate.dayCount(ofMonth: month, year: year) ? day : day - 7)
        }
    }
}
