import KubernetesAPI
import Manifests

/// The report for people, in the form that editors and terminals know: `file:line:column: error: …`.
struct TextReport {
    /// The whole report.
    private(set) var text = ""

    init(_ report: ReviewReport, showDefaults: Bool) {
        for object in report.objects {
            for remark in object.remarks { line("\(Self.place(object, remark)): \(Self.words(remark))") }
            line(
                "KopiaMaintenance \(object.qualifiedName) (\(object.file):\(object.position.line)): \(Self.verdict(object))"
            )
            if showDefaults { Self.changes(object).forEach { line("  \($0)") } }
        }
        for failure in report.failures { line(failure.line) }
        line(ReviewSummary(report).sentence)
    }

    private mutating func line(_ line: String) { text += "\(line)\n" }

    private static func place(_ object: ReviewedObject, _ remark: Remark) -> String {
        "\(object.file):\(remark.position.line):\(remark.position.column)"
    }

    private static func words(_ remark: Remark) -> String { "\(remark.severity.rawValue): \(remark.message)" }

    private static func verdict(_ object: ReviewedObject) -> String {
        let warnings = object.warnings.isEmpty ? "" : ", \(Counted(object.warnings.count, "warning"))"
        let valid = object.isPatch ? "a kustomize patch, valid as far as it goes" : "valid"
        return object.isValid ? "\(valid)\(warnings)" : "\(Counted(object.errors.count, "error"))\(warnings)"
    }

    private static func changes(_ object: ReviewedObject) -> [String] {
        guard let defaults = object.defaults else { return ["(no defaults while a field has the wrong type)"] }
        return defaults.map { field in
            guard let value = field.value else { return "- \(field.path)" }
            return "+ \(field.path): \(value.jsonText)"
        }
    }
}
