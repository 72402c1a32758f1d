import KubernetesAPI

/// The search for the next minute that satisfies a rule, in a zone.
///
/// Takes the same steps as robfig/cron v3 (spec.go, SpecSchedule.Next), because the CronJob controller takes them: the
/// clock runs forward field by field, from months down to seconds, and starts over when a field wraps. So a time that a
/// change of the clocks skips does not fire that day, and one that it repeats may fire twice.
struct NextFireSearch<Zone: ZoneOffsets> {
    private let rule: CalendarRule
    private let zone: Zone
    private var instant: Int64
    private var clock: WallClock
    /// Whether a field has moved, which sets all smaller fields to their start, once.
    private var isAligned = false
    private var remainingSteps = maximumSteps

    /// Begins at the second after an instant.
    init(rule: CalendarRule, after unixSeconds: Int64, in zone: Zone) {
        self.rule = rule
        self.zone = zone
        instant = unixSeconds + 1
        clock = WallClock(at: instant, in: zone)
    }

    /// The next instant that satisfies the rule, or nil when there is none within five years.
    mutating func run() -> Int64? {
        let lastYear = clock.date.year + searchedYears
        while clock.date.year <= lastYear, remainingSteps > 0 {
            if reachMonth(), reachDay(), reachHour(), reachMinute(), reachSecond() { return instant }
        }
        return nil
    }

    // Each of these moves on to the first value that the rule selects, or returns false at a wrap.

    private mutating func reachMonth() -> Bool {
        while !rule.months.contains(clock.date.month) {
            align { $0.resolve(day: 1, secondOfDay: 0) }
            move(to: resolve(month: clock.date.month + 1, day: clock.date.day, secondOfDay: clock.secondOfDay))
            if clock.date.month == 1 || remainingSteps == 0 { return false }
        }
        return true
    }

    private mutating func reachDay() -> Bool {
        while !rule.days.contains(day: clock.date.day, weekday: clock.date.weekday) {
            align { $0.resolve(day: $0.clock.date.day, secondOfDay: 0) }
            move(to: resolve(day: clock.date.day + 1, secondOfDay: clock.secondOfDay))
            // Midnight may have been skipped; step to the nearer one.
            let hours = clock.hour > 12 ? 24 - clock.hour : -clock.hour
            if hours != 0 { move(to: instant + Int64(hours) * 3_600) }
            if clock.date.day == 1 || remainingSteps == 0 { return false }
        }
        return true
    }

    private mutating func reachHour() -> Bool {
        while !rule.hours.contains(clock.hour) {
            align { $0.resolve(day: $0.clock.date.day, secondOfDay: $0.clock.hour * 3_600) }
            move(to: instant + 3_600)
            if clock.hour == 0 || remainingSteps == 0 { return false }
        }
        return true
    }

    private mutating func reachMinute() -> Bool {
        while !rule.minutes.contains(clock.minute) {
            align { $0.startOfMinute }
            move(to: instant + 60)
            if clock.minute == 0 || remainingSteps == 0 { return false }
        }
        return true
    }

    private mutating func reachSecond() -> Bool {
        while clock.second != 0 {
            isAligned = true
            move(to: instant + 1)
            if clock.second == 0 || remainingSteps == 0 { return false }
        }
        return true
    }

    private mutating func align(_ start: (Self) -> Int64) {
        guard !isAligned else { return }
        isAligned = true
        move(to: start(self))
    }

    private mutating func move(to instant: Int64) {
        self.instant = instant
        clock = WallClock(at: instant, in: zone)
        remainingSteps -= 1
    }

    private func resolve(month: Int? = nil, day: Int, secondOfDay: Int) -> Int64 {
        let (year, month) = (clock.date.year, month ?? clock.date.month)
        return WallClock.instant(year: year, month: month, day: day, secondOfDay: secondOfDay, in: zone)
    }

    /// The minute's start in universal time, which is where Go cuts, also in zones with odd seconds.
    private var startOfMinute: Int64 {
        let second = instant % 60
        return instant - (second < 0 ? second + 60 : second)
    }
}

/// How far robfig/cron v3 looks ahead (spec.go, Next).
private let searchedYears = 5

/// More steps than any zone needs: every hour of the six years that a search can touch.
///
/// In a zone that skips a whole day the Go search can run in circles for ever; this one ends and finds nothing.
private let maximumSteps = 6 * 366 * 24
