import ArgumentParser
import KubernetesAPI
import Manifests

/// What a doctor says.
struct CheckReport: Hashable {
    let sections: [CheckSection]

    /// How many checks ended so.
    func count(_ verdict: Check.Verdict) -> Int {
        sections.reduce(0) { $0 + $1.checks.count { $0.verdict == verdict } }
    }
}

/// How `doctor` prints.
enum CheckReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// The report as text that ends with a newline: its sections, and what is left to say then.
    func text(of report: CheckReport, on surface: Surface) -> String {
        report.sections.map { text(of: $0, on: surface) }.joined() + ending(of: report, on: surface)
    }

    /// What can be told of a section before the others are known, each line with its newline.
    func text(of section: CheckSection, on surface: Surface) -> String {
        switch self {
        case .text: section.lines(on: surface).map { "\($0)\n" }.joined()
        case .json: ""
        }
    }

    /// What is left to say once the text of each section is told.
    func ending(of report: CheckReport, on surface: Surface) -> String {
        switch self {
        case .text: report.ending(on: surface).map { "\($0)\n" }.joined()
        case .json: report.json.indentedText + "\n"
        }
    }
}

// MARK: - For people

extension CheckSection {
    private static let indentation = 4

    /// The lines of the section, the last of them empty; none of a section without checks.
    fileprivate func lines(on surface: Surface) -> [String] {
        guard !checks.isEmpty else { return [] }
        return [surface.styled(title.oneLine, .heading)] + checks.flatMap { Self.lines(of: $0, on: surface) } + [""]
    }

    private static func lines(of check: Check, on surface: Surface) -> [String] {
        let statement = surface.wrapped(check.statement.oneLine, by: indentation)
        let sign = "  \(surface.styled(check.verdict.sign, check.verdict.style)) "
        let first = statement.first.map { sign + $0.dropFirst(indentation) } ?? sign
        // On one line however long, so that a command in it can be copied.
        let remedy = check.remedy.map { "\(String(repeating: " ", count: indentation))→ \($0.oneLine)" }
        return [first] + statement.dropFirst() + [remedy].compactMap(\.self)
    }

}

extension CheckReport {
    /// The lines of the report.
    func lines(on surface: Surface) -> [String] { sections.flatMap { $0.lines(on: surface) } + ending(on: surface) }

    /// The lines below all sections.
    fileprivate func ending(on surface: Surface) -> [String] { surface.wrapped(summary, by: 0) }

    private var summary: String {
        let wrong = count(.wrong)
        let (advice, unknown) = (count(.advice), count(.unknown))
        let others = [
            advice > 0 ? "\(advice) to think about" : nil, unknown > 0 ? "\(unknown) not looked at" : nil,
        ].compactMap(\.self)
        let verdict = wrong > 0 ? "\(wrong) wrong" : unknown > 0 ? "nothing wrong was seen" : "all is well"
        return ([verdict] + others).joined(separator: ", ")
    }
}

extension Surface {
    /// The lines of a text that is moved to the right.
    fileprivate func wrapped(_ text: String, by count: Int) -> [String] {
        let blanks = String(repeating: " ", count: count)
        return (width.map { text.wrapped(to: $0 - count) } ?? [text]).map { blanks + $0 }
    }
}

extension Check.Verdict {
    /// What stands in front of a line.
    fileprivate var sign: String {
        switch self {
        case .sound: "✓"
        case .wrong: "✗"
        case .advice: "!"
        case .unknown: "?"
        }
    }

    fileprivate var style: TextStyle {
        switch self {
        case .sound: .good
        case .wrong: .bad
        case .advice: .notice
        case .unknown: .faint
        }
    }
}

// MARK: - For programs

extension CheckReport {
    /// The report as the help of `doctor` describes it.
    var json: JSONValue {
        let counts = Check.Verdict.allCases.map { ($0.rawValue, JSONValue.number(JSONNumber(Int64(count($0))))) }
        return .object(JSONObject(members: counts + [("sections", .array(sections.map(Self.json)))]))
    }

    private static func json(_ section: CheckSection) -> JSONValue {
        let checks = section.checks.map { check -> JSONValue in
            .present([
                ("verdict", .string(check.verdict.rawValue)), ("statement", .string(check.statement)),
                ("remedy", check.remedy.map(JSONValue.string)),
            ])
        }
        return ["title": .string(section.title), "checks": .array(checks)]
    }
}
