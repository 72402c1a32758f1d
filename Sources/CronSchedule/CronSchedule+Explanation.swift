extension CronSchedule {
    /// What the schedule means, in plain English: `at 02:00 every day`.
    package func explained() -> String {
        switch timing {
        case .calendar(let rule): rule.explained()
        case .interval(let seconds): "every \(Self.span(seconds)), counted from the previous run"
        }
    }

    /// Hours, minutes and seconds, the empty ones left out: `1 hour and 30 minutes`, but `hour` for one alone.
    private static func span(_ seconds: Int64) -> String {
        let parts = [("hour", seconds / 3_600), ("minute", seconds / 60 % 60), ("second", seconds % 60)]
            .filter { $0.1 > 0 }
        if parts.count == 1, let part = parts.first, part.1 == 1 { return part.0 }
        return listed(parts.map { "\($1) \($0)\($1 == 1 ? "" : "s")" }, conjunction: "and")
    }
}
