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
        let places = Self.fields(in: text)
        guard places.count == CronField.allCases.count else {
            throw .fieldCount(places.count, hint: Self.fieldCountHint(text, count: places.count))
        }
        let bytes = text.utf8.span
        var expressions: [FieldExpression] = []
        var problems: [CronFieldProblem] = []
        for (field, place) in zip(CronField.allCases, places) {
            do throws(CronFieldProblem) {
                expressions.append(try FieldExpression(parsing: bytes.extracting(place), of: field))
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

    /// Where in the text's bytes there is something between white space.
    private static func fields(in text: String) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = 0
        var position = 0
        for scalar in text.unicodeScalars {
            let end = position
            position += UTF8.width(scalar)
            guard scalar.isWhiteSpace else { continue }
            if start < end { fields.append(start..<end) }
            start = position
        }
        if start < position { fields.append(start..<position) }
        return fields
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
