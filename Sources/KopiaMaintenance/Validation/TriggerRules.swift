import CronSchedule
import KubernetesAPI

/// Rules for `spec.trigger` and the deprecated `spec.schedule`.
enum TriggerRules {
    private static let bothTriggers =
        "schedule and manual are mutually exclusive: remove one of them; "
        + "for one run beside a schedule: "
        + "kubectl annotate kopiamaintenance NAME volsync.backube/run-requested=TAG --overwrite"

    static func trigger(_ trigger: DecodedField, into findings: inout Findings) {
        let (schedule, manual) = (trigger["schedule"], trigger["manual"])
        if schedule?.string != nil, manual?.nonEmptyString != nil {
            findings.append(.forbidden(trigger.path, bothTriggers))
        }
        if let schedule { Self.schedule(schedule, into: &findings) }
        if let manual, let tag = manual.nonEmptyString { RunTag.check(tag, at: manual.path, into: &findings) }
    }

    static func schedule(_ field: DecodedField, into findings: inout Findings) {
        guard let text = field.string else { return }
        do {
            _ = try CronSchedule(parsing: text)
        } catch .tooLong {
            findings.append(.tooLong(field.path, maxBytes: CronSchedule.lengthLimit))
        } catch {
            findings.append(.invalid(field.path, .string(text), error.description))
        }
    }
}
