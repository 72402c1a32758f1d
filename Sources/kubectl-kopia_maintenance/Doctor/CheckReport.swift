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

    /// The report as text that ends with a newline.
    func text(of report: CheckReport, on surface: Surface) -> String {
        switch self {
        case .text: report.lines(on: surface).map { "\($0)\n" }.joined()
        case .json: report.json.indentedText + "\n"
        }
    }
}

// MARK: - For people

extension CheckReport {
    private static let indentation = 4

    /// The lines of the report.
    func lines(on surface: Surface) -> [String] {
        let told = sections.filter { !$0.checks.isEmpty }.flatMap { section in
            [surface.styled(section.title.oneLine, .heading)]
                + section.checks.flatMap { Self.lines(of: $0, on: surface) }
                + [""]
        }
        return told + Self.wrapped(summary, on: surface, by: 0)
    }

    private static func lines(of check: Check, on surface: Surface) -> [String] {
        let statement = wrapped(check.statement.oneLine, on: surface, by: indentation)
        let sign = "  \(surface.styled(check.verdict.sign, check.verdict.style)) "
        let first = statement.first.map { sign + $0.dropFirst(indentation) } ?? sign
        // On one line however long, so that a command in it can be copied.
        let remedy = check.remedy.map { "\(String(repeating: " ", count: indentation))→ \($0.oneLine)" }
        return [first] + statement.dropFirst() + [remedy].compactMap(\.self)
    }

    private static func wrapped(_ text: String, on surface: Surface, by count: Int) -> [String] {
        let blanks = String(repeating: " ", count: count)
        return (surface.width.map { text.wrapped(to: $0 - count) } ?? [text]).map { blanks + $0 }
    }

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
