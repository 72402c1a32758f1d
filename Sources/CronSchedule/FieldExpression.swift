import KubernetesAPI

/// What one field of a schedule says: the selected numbers, and whether it leaves the field open.
struct FieldExpression: Equatable, Sendable {
    private(set) var values = ValueSet()
    /// Whether a `*` or `?` without a step stands in the list.
    ///
    /// Decides how day of month and day of week combine (robfig/cron v3, spec.go: the star bit).
    private(set) var isStarred = false

    /// Selects nothing.
    init() {}

    /// Reads one field: a list of items, in which empty items count for nothing.
    ///
    /// - Throws: the first item that the API server would not read.
    init(parsing text: Span<UInt8>, of field: CronField) throws(CronFieldProblem) {
        var start = 0
        while start < text.count {
            let rest = text.extracting(start...)
            let length = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
            if length > 0 { add(try FieldItem(parsing: rest.extracting(..<length), of: field)) }
            start += length + 1
        }
    }

    private mutating func add(_ item: FieldItem) {
        values.formUnion(ValueSet(item.range, step: item.step))
        isStarred = isStarred || item.isStarred
    }
}
