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
        let places = FieldPlaces(in: text)
        guard places.count == CronField.allCases.count else {
            throw .fieldCount(places.count, hint: Self.fieldCountHint(text, count: places.count))
        }
        let bytes = text.utf8.span
        var problems: [CronFieldProblem] = []
        func expression(_ field: CronField) -> FieldExpression {
            do throws(CronFieldProblem) {
                return try FieldExpression(parsing: bytes.extracting(places[field]), of: field)
            } catch {
                problems.append(error)
                return FieldExpression()
            }
        }
        minutes = expression(.minute).values
        hours = expression(.hour).values
        let dayOfMonth = expression(.dayOfMonth)
        months = expression(.month).values
        days = FiringDays(ofMonth: dayOfMonth, ofWeek: expression(.dayOfWeek))
        guard problems.isEmpty else { throw .invalidFields(problems) }
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

/// Where in the bytes of a text there is something between white space, as far as a schedule has fields.
private struct FieldPlaces {
    private var places: InlineArray<5, Range<Int>> = .init(repeating: 0..<0)
    /// How many there are in all.
    private(set) var count = 0

    init(in text: String) {
        var start = 0
        var position = 0
        for scalar in text.unicodeScalars {
            let end = position
            position += UTF8.width(scalar)
            guard scalar.isWhiteSpace else { continue }
            add(start..<end)
            start = position
        }
        add(start..<position)
    }

    private mutating func add(_ place: Range<Int>) {
        guard !place.isEmpty else { return }
        if places.indices.contains(count) { places[count] = place }
        count += 1
    }

    subscript(field: CronField) -> Range<Int> {
        switch field {
        case .minute: places[0]
        case .hour: places[1]
        case .dayOfMonth: places[2]
        case .month: places[3]
        case .dayOfWeek: places[4]
        }
    }
}
