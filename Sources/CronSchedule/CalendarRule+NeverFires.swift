import KubernetesAPI

extension CalendarRule {
    /// Refuses a rule that no minute of any year satisfies; the API server accepts such rules and never runs them.
    func checkThatItFires() throws(CronSyntaxError) {
        if minutes.isEmpty { throw .emptyField(.minute) }
        if hours.isEmpty { throw .emptyField(.hour) }
        if months.isEmpty { throw .emptyField(.month) }
        switch days {
        case .every, .either: break
        case .ofWeek(let days): if days.isEmpty { throw .emptyField(.dayOfWeek) }
        case .ofMonth(let days):
            guard let first = days.first else { throw .emptyField(.dayOfMonth) }
            guard hasDay(first) else { throw .impossibleDay(first, months: months.values) }
        }
    }

    /// Whether one of the months has a day with this number, in leap years at least.
    func hasDay(_ day: Int) -> Bool {
        months.values.contains { day <= CivilDate.dayCount(ofMonth: $0, year: Self.leapYear) }
    }

    /// Any leap year: in one, every month has the greatest length that it ever has.
    private static let leapYear = 2000
}
