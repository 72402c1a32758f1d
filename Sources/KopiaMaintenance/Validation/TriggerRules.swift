import CronSchedule
import KubernetesAPI

/// Rules for `spec.trigger` and the deprecated `spec.schedule`.
enum TriggerRules {
    /// The longest tag, in characters.
    ///
    /// Requirements §4. The tag is hashed into the Job's name, so the limit only keeps status and events readable.
    private static let manualLimit = 253

    static func trigger(_ value: JSONValue, _ path: FieldPath) -> [Finding] {
        let trigger = TriggerSpec(value)
        let (schedule, manual) = (trigger.schedule, trigger.manual)
        var findings: [Finding] = []
        if schedule != nil, manual != nil {
            findings.append(.forbidden(path, "schedule and manual are mutually exclusive: remove one of them"))
        }
        if let schedule { findings += Self.schedule(schedule, at: path.field("schedule")) }
        if let manual { findings += Self.manual(manual, at: path.field("manual")) }
        return findings
    }

    static func deprecatedSchedule(_ value: JSONValue, _ path: FieldPath) -> [Finding] {
        guard let schedule = value.string else { return [] }
        return Self.schedule(schedule, at: path)
    }

    private static func schedule(_ text: String, at path: @autoclosure () -> FieldPath) -> [Finding] {
        do {
            _ = try CronSchedule(parsing: text)
            return []
        } catch {
            return [.invalid(path(), .string(text), error.description)]
        }
    }

    private static func manual(_ tag: String, at path: @autoclosure () -> FieldPath) -> [Finding] {
        var findings: [Finding] = []
        if tag.unicodeScalars.count > manualLimit {
            findings.append(.tooLong(path(), maxCharacters: manualLimit))
        }
        if tag.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            findings.append(
                .invalid(path(), .string(tag), "must not contain control characters such as line breaks or tabs")
            )
        }
        return findings
    }
}
