import Admission
import KubernetesAPI
import Logging
import Telemetry

/// One line for each decision: what was asked by whom, and what was answered; never a part of an object.
struct DecisionLog: Sendable {
    private let output: LogOutput
    private let level: Logger.Level

    /// The part of the program that logs.
    static let label = "webhook"

    /// More mistakes than these are counted only: a line has to stay short whatever the object.
    private static let shownFields = 20

    /// A log of decisions whose lines are as those of the program's logger.
    ///
    /// - Parameters:
    ///   - output: where the lines go.
    ///   - level: the least level that is written.
    init(to output: LogOutput, level: Logger.Level) {
        (self.output, self.level) = (output, level)
    }

    func record(_ reviewed: ReviewedAdmission, phase: AdmissionPhase) {
        let isForeign = !reviewed.request.isOfOurKind
        let level: Logger.Level = isForeign ? .warning : .info
        guard level >= self.level else { return }
        let message = isForeign ? "admitted a review of another kind: the webhook's rules are too wide" : "reviewed"
        output.write(level, from: Self.label, message) { line in
            Self.describe(reviewed, phase, isForeign: isForeign, in: &line)
        }
    }

    /// Ascending by key, as the details of other lines are.
    private static func describe(
        _ reviewed: ReviewedAdmission,
        _ phase: AdmissionPhase,
        isForeign: Bool,
        in line: inout DirectLine
    ) {
        let request = reviewed.request
        if request.isDryRun { line.add("dryRun", .stringConvertible(true)) }
        let findings = reviewed.verdict.findings
        if !findings.isEmpty {
            line.add("fields", .array(findings.prefix(shownFields).map { .string($0.path.fieldNames) }))
            line.add("findings", .stringConvertible(findings.total))
        }
        if isForeign { line.add("kind", kind(of: request)) }
        line.add("name", request.name)
        line.add("namespace", request.namespace)
        line.add("operation", request.operation?.rawValue ?? "UNKNOWN")
        line.add("phase", phase.rawValue)
        line.add("uid", request.uid)
        line.add("user", request.username)
        line.add("verdict", reviewed.verdict.outcome.rawValue)
    }

    /// As kubectl writes it: `Pod`, `Deployment.apps`.
    private static func kind(of request: AdmissionRequest) -> String {
        [request.kind, request.group].filter { !$0.isEmpty }.joined(separator: ".")
    }
}

extension FieldPath {
    /// The path without the keys of maps, which are the user's own words: `spec.nodeSelector[*]`.
    fileprivate var fieldNames: String {
        var text = ""
        for segment in segments {
            switch segment {
            case .name(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            case .key: text += "[*]"
            }
        }
        return text
    }
}
