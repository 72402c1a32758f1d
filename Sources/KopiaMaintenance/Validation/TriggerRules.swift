import CronSchedule
import KubernetesAPI

/// Rules for `spec.trigger` and the deprecated `spec.schedule`.
enum TriggerRules {
    /// The longest tag, in characters.
    ///
    /// Requirements §4. The tag is hashed into the Job's name, so the limit only keeps status and events readable.
    private static let manualLimit = 253

    private static let bothTriggers =
        "schedule and manual are mutually exclusive: remove one of them; "
        + "for one run beside a schedule: kubectl create job --from=cronjob/NAME"

    static func trigger(_ trigger: DecodedField, into findings: inout Findings) {
        let (schedule, manual) = (trigger["schedule"], trigger["manual"])
        if schedule?.string != nil, manual?.nonEmptyString != nil {
            findings.append(.forbidden(trigger.path, bothTriggers))
        }
        if let schedule { Self.schedule(schedule, into: &findings) }
        if let manual { Self.manual(manual, into: &findings) }
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

    private static func manual(_ field: DecodedField, into findings: inout Findings) {
        guard let tag = field.nonEmptyString else { return }
        if tag.unicodeScalars.count > manualLimit {
            findings.append(.tooLong(field.path, maxCharacters: manualLimit))
        }
        if tag.unicodeScalars.contains(where: isControl) {
            let detail = "must not contain control characters such as line breaks or tabs"
            findings.append(.invalid(field.path, .string(tag), detail))
        }
    }

    /// Unicode's category Cc, which is these two stretches and never grows.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
