import Manifests

/// The report as GitHub's workflow commands, which it shows beside the lines of a pull request.
///
/// After "Workflow commands for GitHub Actions": `::error file=…,line=…,col=…,title=…::message`, with percent signs and
/// line breaks escaped, in properties colons and commas too.
enum GitHubReport {
    /// One command for each remark, and a summary that is none.
    static func text(of report: ReviewReport) -> String {
        let remarks = report.objects.flatMap { object in
            object.remarks.map {
                command(
                    $0.severity.rawValue,
                    object.file,
                    $0.position.line,
                    $0.position.column,
                    title: "KopiaMaintenance \(object.qualifiedName)",
                    $0.message
                )
            }
        }
        let failures = report.failures.map {
            command("error", $0.file, $0.position?.line ?? 1, $0.position?.column ?? 1, title: "Unreadable", $0.message)
        }
        return (remarks + failures + [ReviewSummary(report).sentence]).map { "\($0)\n" }.joined()
    }

    private static func command(
        _ level: String,
        _ file: String,
        _ line: Int,
        _ column: Int,
        title: String,
        _ message: String
    ) -> String {
        "::\(level) file=\(property(file)),line=\(line),col=\(column),title=\(property(title))::\(escaped(message))"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
