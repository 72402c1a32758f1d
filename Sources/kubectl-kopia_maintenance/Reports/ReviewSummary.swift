/// The totals of a report.
struct ReviewSummary {
    let files: Int
    let objects: Int
    let rejected: Int
    let errors: Int
    let warnings: Int
    let failures: Int
    let skipped: [(kind: String, count: Int)]

    init(_ report: ReviewReport) {
        files = report.fileCount
        objects = report.objects.count
        rejected = report.objects.count { !$0.isValid }
        errors = report.objects.reduce(0) { $0 + $1.errors.count }
        warnings = report.objects.reduce(0) { $0 + $1.warnings.count }
        failures = report.failures.count
        skipped = report.skipped.map { (kind: $0.key, count: $0.value) }.sorted { $0.kind < $1.kind }
    }

    /// One line for people.
    var sentence: String {
        var parts = [
            "\(Counted(objects, "KopiaMaintenance")) in \(Counted(files, "file")): \(objects - rejected) valid"
        ]
        if rejected > 0 { parts.append("\(rejected) rejected") }
        if warnings > 0 { parts.append("\(Counted(warnings, "warning"))") }
        if failures > 0 { parts.append("\(Counted(failures, "file")) not read to the end") }
        let others = skipped.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
        return parts.joined(separator: ", ") + (others.isEmpty ? "" : "; skipped \(others)")
    }
}

/// A number of things: `1 error`, `2 errors`.
struct Counted: CustomStringConvertible {
    private let count: Int
    private let noun: String

    init(_ count: Int, _ noun: String) {
        self.count = count
        self.noun = noun
    }

    var description: String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
