/// What one field of a schedule says: the selected numbers, and whether it leaves the field open.
struct FieldExpression: Equatable, Sendable {
    private(set) var values = ValueSet()
    /// Whether a `*` or `?` without a step stands in the list.
    ///
    /// Decides how day of month and day of week combine (robfig/cron v3, spec.go: the star bit).
    private(set) var isStarred = false

    /// Reads one field: a list of items, in which empty items count for nothing.
    ///
    /// - Throws: the first item that the API server would not read.
    init(parsing text: Substring, of field: CronField) throws(CronFieldProblem) {
        for item in text.utf8.split(separator: UInt8(ascii: ",")) {
            let item = try FieldItem(parsing: Substring(item), of: field)
            values.formUnion(ValueSet(item.range, step: item.step))
            isStarred = isStarred || item.isStarred
        }
    }
}
