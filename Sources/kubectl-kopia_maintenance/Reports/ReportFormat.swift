import ArgumentParser
import Manifests

/// How a report is printed.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case sarif
    case github

    /// The report as text that ends with a newline.
    func text(of report: ReviewReport, showDefaults: Bool) -> String {
        switch self {
        case .text: TextReport(report, showDefaults: showDefaults).text
        case .json: JSONReport.value(of: report).indentedText + "\n"
        case .sarif: SARIFReport.value(of: report).indentedText + "\n"
        case .github: GitHubReport.text(of: report)
        }
    }
}
