extension CalendarRule {
    /// What the rule means, in plain English: first the time, then the days.
    func explained() -> String {
        [timePhrase, dayPhrase].compactMap(\.self).joined(separator: " ")
    }

    // MARK: The time

    private var timePhrase: String {
        if let times = fewTimes { return "at \(listed(times, conjunction: "and"))" }
        if let step = hours.regularStep(in: .hour), let minute = minutes.only, !firesEveryHour {
            return "every \(step) hours from \(Self.time(0, minute))"
        }
        return [minutePhrase, hourPhrase].compactMap(\.self).joined(separator: " ")
    }

    /// The times of the day, where they are few enough to be listed.
    private var fewTimes: [String]? {
        guard !firesEveryHour, minutes.count * hours.count <= 4 else { return nil }
        return hours.values.flatMap { hour in minutes.values.map { Self.time(hour, $0) } }
    }

    private var minutePhrase: String {
        switch minutes.regularStep(in: .minute) {
        case 1: return "every minute"
        case let step?: return "every \(step) minutes"
        case nil: break
        }
        if firesEveryHour, minutes.only == 0 { return "every hour" }
        return "at \(minutes.count == 1 ? "minute" : "minutes") \(minutes.enumerated { "\($0)" })"
    }

    private var hourPhrase: String? {
        if firesEveryHour { return minutePhrase.hasPrefix("at ") ? "of every hour" : nil }
        return "of \(hours.count == 1 ? "hour" : "the hours") \(hours.enumerated { "\($0)" })"
    }

    private var firesEveryHour: Bool { hours == ValueSet(CronField.hour.range) }

    private static func time(_ hour: Int, _ minute: Int) -> String {
        "\(twoDigits(hour)):\(twoDigits(minute))"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    // MARK: The days

    private var dayPhrase: String? {
        switch days {
        case .every:
            if let titles = monthTitles { return firesEveryHour ? "in \(titles)" : "every day in \(titles)" }
            return firesEveryHour ? nil : "every day"
        case .ofMonth(let days): return monthlyPhrase(days)
        case .ofWeek(let days): return weeklyPhrase(days)
        case .either(let ofMonth, let ofWeek): return "\(monthlyPhrase(ofMonth)) and \(weeklyPhrase(ofWeek))"
        }
    }

    private func monthlyPhrase(_ days: ValueSet) -> String {
        "on \(days.count == 1 ? "day" : "days") \(days.enumerated { "\($0)" }) of \(monthTitles ?? "every month")"
    }

    private func weeklyPhrase(_ days: ValueSet) -> String {
        let names = days.enumerated(CalendarNames.weekday)
        let phrase = days.count == 1 ? "every \(names)" : "on \(names)"
        return monthTitles.map { "\(phrase) in \($0)" } ?? phrase
    }

    /// The months, or nil where the rule takes them all.
    private var monthTitles: String? {
        months == ValueSet(CronField.month.range) ? nil : months.enumerated(CalendarNames.month)
    }
}

extension ValueSet {
    /// The only number, or nil when there are several or none.
    fileprivate var only: Int? { count == 1 ? first : nil }

    /// The step, where the numbers run through the whole field and round into the next hour or day evenly.
    fileprivate func regularStep(in field: CronField) -> Int? {
        guard let gap = smallestGap, field.range.count.isMultiple(of: gap) else { return nil }
        return self == ValueSet(field.range, step: gap) ? gap : nil
    }

    /// The numbers by name, three or more in a row as a range: `1 to 5, 7 and 9`.
    fileprivate func enumerated(_ name: (Int) -> String) -> String {
        var runs: [ClosedRange<Int>] = []
        for value in values {
            if let run = runs.last, run.upperBound + 1 == value {
                runs[runs.count - 1] = run.lowerBound...value
            } else {
                runs.append(value...value)
            }
        }
        let parts = runs.flatMap { run in
            run.count > 2 ? ["\(name(run.lowerBound)) to \(name(run.upperBound))"] : run.map(name)
        }
        return listed(parts, conjunction: "and")
    }
}
