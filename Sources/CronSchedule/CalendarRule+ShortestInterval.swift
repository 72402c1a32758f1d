import KubernetesAPI

extension CalendarRule {
    /// The shortest time between two fires in minutes, on a clock without daylight saving.
    var shortestIntervalInMinutes: Int {
        if let gap = minutes.smallestGap { return min(gap, gapAcrossHours ?? gap) }
        return smallestHourGap.map { $0 * 60 } ?? smallestDayGap * minutesPerDay
    }

    /// From the last fire of an hour to the first of the next, or nil where no two neighbouring hours fire.
    private var gapAcrossHours: Int? {
        guard smallestHourGap == 1, let first = minutes.first, let last = minutes.last else { return nil }
        return 60 - last + first
    }

    /// The smallest distance between two hours that fire, midnight included; nil where one hour a day fires and
    /// another day gives no shorter distance than whole days.
    private var smallestHourGap: Int? {
        guard let gap = hours.smallestGap, let first = hours.first, let last = hours.last else { return nil }
        return smallestDayGap == 1 ? min(gap, 24 - last + first) : gap
    }

    /// The smallest distance in days between two days that fire.
    private var smallestDayGap: Int {
        switch days {
        case .every: 1
        case .ofWeek(let days): Self.smallestWeeklyGap(days)
        case .ofMonth(let days): smallestMonthlyGap(days)
        case .either(let ofMonth, let ofWeek):
            // Over the years a date falls on every day of the week, so beside one that fires too.
            ofMonth.first.map(hasDay) == true ? 1 : Self.smallestWeeklyGap(ofWeek)
        }
    }

    /// Round the week; every month has four weeks, so the months do not matter.
    private static func smallestWeeklyGap(_ days: ValueSet) -> Int {
        guard let gap = days.smallestGap, let first = days.first, let last = days.last else { return 7 }
        return min(gap, 7 - last + first)
    }

    /// Through the months from one leap year to the third, which holds every neighbourhood of months that recurs.
    private func smallestMonthlyGap(_ days: ValueSet) -> Int {
        var smallest = Int.max
        var previous: Int?
        var elapsed = 0
        for month in 0..<9 * 12 {
            let length = CivilDate.dayCount(ofMonth: month % 12 + 1, year: 2000 + month / 12)
            defer { elapsed += length }
            let present = days.limited(to: length)
            guard months.contains(month % 12 + 1), let first = present.first, let last = present.last else { continue }
            smallest = min(smallest, present.smallestGap ?? .max, previous.map { elapsed + first - $0 } ?? .max)
            previous = elapsed + last
        }
        return smallest
    }
}

private let minutesPerDay = 24 * 60
