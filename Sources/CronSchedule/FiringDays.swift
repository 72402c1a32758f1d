/// The days on which a schedule fires, within its months.
enum FiringDays: Equatable, Sendable {
    case every
    case ofMonth(ValueSet)
    case ofWeek(ValueSet)
    /// Days in one of the two sets; neither set is empty or selects every day.
    case either(ofMonth: ValueSet, ofWeek: ValueSet)

    /// Combines the two day fields as robfig/cron v3 does (spec.go, dayMatches): both must match where one of them is
    /// starred, otherwise either is enough.
    ///
    /// A starred field selects every value, so "both must match" leaves the decision to the other field.
    init(ofMonth: FieldExpression, ofWeek: FieldExpression) {
        if ofMonth.isStarred {
            self = Self.weekly(ofWeek.values)
        } else if ofWeek.isStarred || ofWeek.values.isEmpty {
            self = Self.monthly(ofMonth.values)
        } else if ofMonth.values.isEmpty {
            self = Self.weekly(ofWeek.values)
        } else {
            self =
                switch (Self.monthly(ofMonth.values), Self.weekly(ofWeek.values)) {
                case (.every, _), (_, .every): .every
                default: .either(ofMonth: ofMonth.values, ofWeek: ofWeek.values)
                }
        }
    }

    private static func monthly(_ days: ValueSet) -> FiringDays {
        days == ValueSet(CronField.dayOfMonth.range) ? .every : .ofMonth(days)
    }

    private static func weekly(_ days: ValueSet) -> FiringDays {
        days == ValueSet(CronField.dayOfWeek.range) ? .every : .ofWeek(days)
    }

    /// Whether a day of the month that falls on the given day of the week is one of these.
    func contains(day: Int, weekday: Int) -> Bool {
        switch self {
        case .every: true
        case .ofMonth(let days): days.contains(day)
        case .ofWeek(let days): days.contains(weekday)
        case .either(let ofMonth, let ofWeek): ofMonth.contains(day) || ofWeek.contains(weekday)
        }
    }
}
