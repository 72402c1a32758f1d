import KubernetesAPI

/// A schedule of five fields: at which minutes, of which hours, on which days.
///
/// Invariant: some day, hour and minute is selected; a rule that could never fire is not made.
struct CalendarRule: Equatable, Sendable {
    let minutes: ValueSet
    let hours: ValueSet
    let months: ValueSet
    let days: FiringDays

    /// Reads five fields separated by white space.
    ///
    /// White space is what Unicode calls so, as in Go's strings.Fields.
    init(parsing text: String) throws(CronSyntaxError) {
        let texts = text.unicodeScalars.split(whereSeparator: \.isWhiteSpace).map(Substring.init)
        guard texts.count == CronField.allCases.count else {
            throw .fieldCount(texts.count, hint: Self.fieldCountHint(text, count: texts.count))
        }
        var expressions: [FieldExpression] = []
        var problems: [CronFieldProblem] = []
        for (field, text) in zip(CronField.allCases, texts) {
            do throws(CronFieldProblem) {
                expressions.append(try FieldExpression(parsing: text, of: field))
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw .invalidFields(problems) }
        minutes = expressions[0].values
        hours = expressions[1].values
        months = expressions[3].values
        days = FiringDays(ofMonth: expressions[2], ofWeek: expressions[4])
        try checkThatItFires()
    }

    private static func fieldCountHint(_ text: String, count: Int) -> String? {
        switch count {
        case 6: "seconds are not supported"
        case 7: "seconds and years are not supported"
        case 1, 2: CronDescriptor.hint(for: text)
        default: nil
        }
    }
}
