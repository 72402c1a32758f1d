/// Why a schedule is refused: the API server would refuse it, or it could never fire.
///
/// The value holds everything that is wrong; the description is one lower-case sentence for administrators, without
/// the path of the field that holds the schedule.
package enum CronSyntaxError: Error, Equatable, Sendable {
    /// No characters at all.
    case empty
    /// So many bytes, more than ``CronSchedule/lengthLimit``.
    case tooLong(Int)
    /// `TZ` occurs in the schedule (Kubernetes, pkg/apis/batch/validation: validateScheduleFormat).
    case timeZone
    /// Not five fields separated by white space.
    case fieldCount(Int, hint: String?)
    /// A word after `@` that is not a descriptor.
    case unknownDescriptor(String, hint: String?)
    /// `@every` with something else than a Go duration.
    case invalidInterval(String, GoDurationError)
    /// Fields that cannot be read, in their order, one problem each.
    case invalidFields([CronFieldProblem])
    /// A field that selects no value, such as a lone comma.
    case emptyField(CronField)
    /// Days of the month that none of the selected months has.
    case impossibleDay(Int, months: [Int])
}

extension CronSyntaxError: CustomStringConvertible {
    /// One lower-case sentence: which field, which token, what is allowed.
    package var description: String {
        switch self {
        case .empty:
            "the schedule is empty, write five fields (\(Self.fieldTitles)) or a descriptor such as @daily"
        case .tooLong(let count):
            "the schedule has \(count) bytes, more than the \(CronSchedule.lengthLimit) that are taken: "
                + "write ranges and steps, such as 0-59/5"
        case .timeZone:
            "TZ= and CRON_TZ= are not accepted: the time zone belongs in spec.timeZone of the CronJob, "
                + "which the controller sets"
        case .fieldCount(let count, let hint):
            "found \(count) \(count == 1 ? "field" : "fields"), a schedule has five (\(Self.fieldTitles))"
                + Self.appended(hint)
        case .unknownDescriptor(let text, let hint):
            "\(quoted(text)) is not a descriptor, allowed are \(CronDescriptor.allowed)" + Self.appended(hint)
        case .invalidInterval(let text, let error):
            "\(quoted(text)) is not a duration for @every: \(error)"
        case .invalidFields(let problems):
            problems.map(\.description).joined(separator: "; ")
        case .emptyField(let field):
            "the schedule can never fire: the \(field.title) selects no value"
        case .impossibleDay(let day, let months):
            "the schedule can never fire: there is no day \(day) in \(Self.titles(ofMonths: months))"
        }
    }

    private static var fieldTitles: String {
        CronField.allCases.map(\.title).joined(separator: ", ")
    }

    private static func titles(ofMonths months: [Int]) -> String {
        listed(months.map(CalendarNames.month), conjunction: "or")
    }

    private static func appended(_ hint: String?) -> String {
        hint.map { "; \($0)" } ?? ""
    }
}
