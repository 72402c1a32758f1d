import KubernetesAPI

/// What a calendar and a clock on the wall show at an instant.
struct WallClock {
    let date: CivilDate
    let hour: Int
    let minute: Int
    let second: Int

    /// What local clocks show at an instant in a zone.
    init(at instant: Int64, in zone: some ZoneOffsets) {
        self.init(localSeconds: Int(instant) + zone.secondsFromUTC(at: instant))
    }

    /// - Parameter localSeconds: seconds since 1970-01-01 00:00 on the clock in question.
    private init(localSeconds: Int) {
        var (days, second) = localSeconds.quotientAndRemainder(dividingBy: secondsPerDay)
        if second < 0 {
            days -= 1
            second += secondsPerDay
        }
        date = CivilDate(daysSinceEpoch: days)
        hour = second / 3_600
        minute = second / 60 % 60
        self.second = second % 60
    }

    /// The instant at which clocks of a zone show this day and time.
    ///
    /// Times that a change of the clocks skips or repeats resolve as in Go's time.Date: with the offset that is in
    /// force at the local time taken as UTC and, where that does not hold at the instant so found, the one that does.
    /// Months count on past 12, days past the month's end.
    static func instant(year: Int, month: Int, day: Int, secondOfDay: Int, in zone: some ZoneOffsets) -> Int64 {
        let days = CivilDate.daysSinceEpoch(ofMonth: month, year: year) + day - 1
        let local = days * secondsPerDay + secondOfDay
        let guess = local - zone.secondsFromUTC(at: Int64(local))
        return Int64(local - zone.secondsFromUTC(at: Int64(guess)))
    }

    var secondOfDay: Int { (hour * 60 + minute) * 60 + second }
}

private let secondsPerDay = 86_400
