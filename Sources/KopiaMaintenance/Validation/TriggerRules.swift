import CronSchedule
import KubernetesAPI

/// Rules for `spec.trigger` and the deprecated `spec.schedule`.
enum TriggerRules {
    /// The longest tag, in characters.
    ///
    /// Requirements §4. The tag is hashed into the Job's name, so the limit only keeps status and events readable.
    private static let manualLimit = 253

    static func trigger(_ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding] {
        let trigger = spec.trigger
        var findings: [Finding] = []
        if trigger.schedule != nil, trigger.manual != nil {
            findings.append(.forbidden(path, "schedule and manual are mutually exclusive: remove one of them"))
        }
        if let schedule = trigger.schedule { findings += Self.schedule(schedule, path.field("schedule")) }
        if let manual = trigger.manual { findings += Self.manual(manual, path.field("manual")) }
        return findings
    }

    static func deprecatedSchedule(_ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding] {
        guard let schedule = spec.deprecatedSchedule else { return [] }
        return Self.schedule(schedule, path)
    }

    private static func schedule(_ text: String, _ path: FieldPath) -> [Finding] {
        do {
            _ = try CronSchedule(parsing: text)
            return []
        } catch {
            return [.invalid(path, .string(text), error.description)]
        }
    }

    private static func manual(_ tag: String, _ path: FieldPath) -> [Finding] {
        var findings: [Finding] = []
        if tag.unicodeScalars.count > manualLimit {
            findings.append(.tooLong(path, maxCharacters: manualLimit))
        }
        if tag.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            findings.append(
                .invalid(path, .string(tag), "must not contain control characters such as line breaks or tabs")
            )
        }
        return findings
    }
}
