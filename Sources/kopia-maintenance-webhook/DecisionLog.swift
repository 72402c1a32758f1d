import Admission
import KubernetesAPI
import Logging

/// One line for each decision: what was asked by whom, and what was answered; never a part of an object.
enum DecisionLog {
    /// More mistakes than these are counted only: a line has to stay short whatever the object.
    private static let shownFields = 20

    static func record(_ reviewed: ReviewedAdmission, phase: AdmissionPhase, to logger: Logger) {
        let level = level(of: reviewed)
        guard level >= logger.logLevel else { return }
        let request = reviewed.request
        var metadata: Logger.Metadata = [
            "uid": .string(request.uid),
            "phase": .string(phase.rawValue),
            "operation": .string(request.operation?.rawValue ?? "UNKNOWN"),
            "namespace": .string(request.namespace),
            "name": .string(request.name),
            "user": .string(request.username),
            "verdict": .string(reviewed.verdict.outcome.rawValue),
        ]
        if request.isDryRun { metadata["dryRun"] = .stringConvertible(true) }
        if isForeign(reviewed) { metadata["kind"] = .string(kind(of: request)) }
        let findings = reviewed.verdict.findings
        if !findings.isEmpty {
            metadata["findings"] = .stringConvertible(findings.total)
            metadata["fields"] = .array(findings.prefix(shownFields).map { .string($0.path.fieldNames) })
        }
        logger.log(level: level, message(of: reviewed), metadata: metadata)
    }

    private static func level(of reviewed: ReviewedAdmission) -> Logger.Level {
        isForeign(reviewed) ? .warning : .info
    }

    private static func message(of reviewed: ReviewedAdmission) -> Logger.Message {
        isForeign(reviewed) ? "admitted a review of another kind: the webhook's rules are too wide" : "reviewed"
    }

    private static func isForeign(_ reviewed: ReviewedAdmission) -> Bool { !reviewed.request.isOfOurKind }

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
