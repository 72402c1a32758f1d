import Admission
import KubernetesAPI
import Logging

/// One line for each decision: what was asked by whom, and what was answered; never a part of an object.
enum DecisionLog {
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
        if request.isDryRun { metadata["dryRun"] = "true" }
        if isForeign(reviewed) { metadata["kind"] = .string("\(request.kind).\(request.group)") }
        if !reviewed.verdict.findings.isEmpty {
            metadata["fields"] = .array(reviewed.verdict.findings.map { .string($0.path.description) })
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
}
