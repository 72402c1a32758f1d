package import KubernetesAPI

/// What is deprecated or retired in a KopiaMaintenance, and what takes its place.
///
/// Guarantees: an object after the edits has nothing to migrate; what was in force still is.
package struct MaintenanceMigration: Hashable, Sendable {
    /// The changes of the object.
    package private(set) var edits: [FieldEdit] = []
    /// What the user should know of them.
    package private(set) var notes: [MigrationNote] = []
    /// What only the user can decide; the object stays as it is until then.
    package private(set) var obstacles: [MigrationNote] = []

    private static let specPath = FieldPath("spec")
    private static let triggerPath = specPath.field("trigger")

    private let spec: JSONValue
    private var trigger: Trigger

    /// How far `spec.trigger` says when maintenance runs.
    private enum Trigger: Hashable {
        /// There is none, or one without any field, which is there.
        case absent(isWritten: Bool)
        /// It leaves the schedule open: an empty manual tag.
        case open
        /// It decides, by this field.
        case decided(String)
        case malformed
    }

    /// Judges an object as it stands in a manifest.
    package init(of object: JSONValue) {
        spec = object["spec"] ?? .null
        trigger = Self.trigger(of: spec)
        guard spec.object != nil else { return }
        let isMalformed = trigger == .malformed
        moveSchedule()
        takeInSettings()
        translateInterval()
        replaceSelector()
        for (name, advice) in RetiredFields.all where Self.merelyIgnored.contains(name) { remove(name, advice) }
        if isMalformed, !edits.isEmpty {
            obstacles.append(.noObject(Self.triggerPath))
        }
    }

    private static func trigger(of spec: JSONValue) -> Trigger {
        guard let trigger = spec.object?["trigger"] else { return .absent(isWritten: false) }
        if trigger.isNull || trigger.object?.isEmpty == true { return .absent(isWritten: true) }
        guard trigger.object != nil else { return .malformed }
        if trigger["manual"]?.nonEmptyString != nil { return .decided("manual") }
        return trigger.has("schedule") ? .decided("schedule") : .open
    }

    /// Retired fields that nothing can be made of.
    private static let merelyIgnored: Set<String> = [
        "namespaceSelector", "priority", "repositoryPVC", "securityContext",
    ]

    private mutating func remove(_ name: String, _ advice: String) {
        guard let value = spec.object?[name] else { return }
        let path = Self.specPath.field(name)
        edits.append(FieldEdit(path, .remove))
        notes.append(MigrationNote(path, "removed (\(value.noted)): \(advice)"))
    }
}

// MARK: - When

extension MaintenanceMigration {
    private var isScheduled: Bool {
        if case .decided = trigger { true } else { false }
    }

    /// The deprecated field, which both systems ignore beside a schedule or a tag in `spec.trigger`.
    private mutating func moveSchedule() {
        guard let value = spec["schedule"] else { return }
        let path = Self.specPath.field("schedule")
        guard value.string != nil else {
            obstacles.append(MigrationNote(path, "is no text: correct it first"))
            return
        }
        if case .decided(let field) = trigger {
            edits.append(FieldEdit(path, .remove))
            notes.append(MigrationNote(path, "removed (\(value.noted)): spec.trigger.\(field) overrides it"))
        } else if trigger == .open {
            edits.append(FieldEdit(path, .remove))
            // A comment above it stays there.
            add(.copy(path, comments: .own))
        } else {
            removeEmptyTrigger()
            edits.append(FieldEdit(path, .wrap(in: "trigger")))
        }
        trigger = .decided("schedule")
    }

    /// What stands in the place of a field that held the schedule.
    private mutating func substitute(_ schedule: NewField) -> [NewField] {
        defer { trigger = .decided("schedule") }
        if trigger == .open {
            add(schedule)
            return []
        }
        removeEmptyTrigger()
        return [.object("trigger", [schedule])]
    }

    private mutating func add(_ schedule: NewField) {
        edits.append(FieldEdit(Self.triggerPath, .add([schedule])))
    }

    private mutating func removeEmptyTrigger() {
        if trigger == .absent(isWritten: true) { edits.append(FieldEdit(Self.triggerPath, .remove)) }
    }

    private mutating func replace(_ path: FieldPath, by fields: [NewField]) {
        edits.append(FieldEdit(path, fields.isEmpty ? .remove : .replace(by: fields)))
    }

    private mutating func takeInSettings() {
        guard let value = spec.object?["maintenanceCronJob"] else { return }
        let path = Self.specPath.field("maintenanceCronJob")
        guard value.object != nil || value.isNull else { return obstacles.append(.noObject(path)) }
        let settings = EmbeddedSettings(value, at: path)
        var leftovers = settings.leftovers(beside: spec)
        var fields: [NewField] = []
        if let schedule = settings.schedule {
            if isScheduled {
                leftovers.insert("schedule: \(JSONValue.string(schedule).noted)", at: 0)
            } else {
                fields = substitute(settings.scheduleField)
            }
        }
        replace(path, by: fields + settings.fields(missingIn: spec))
        let lost = leftovers.isEmpty ? "" : "; without \(leftovers.joined(separator: ", "))"
        notes.append(MigrationNote(path, "its fields now stand in spec itself\(lost)"))
    }

    private mutating func translateInterval() {
        guard let value = spec.object?["maintenanceIntervalDays"] else { return }
        let path = Self.specPath.field("maintenanceIntervalDays")
        guard !value.isNull, !isScheduled else {
            edits.append(FieldEdit(path, .remove))
            let reason = value.isNull ? "it says nothing" : "another field says when maintenance runs"
            notes.append(MigrationNote(path, "removed (\(value.noted)): \(reason)"))
            return
        }
        switch MaintenanceInterval(value) {
        case nil: obstacles.append(.noInterval(path))
        case .off:
            edits.append(FieldEdit(path, spec.has("enabled") ? .remove : .replace(by: [.value("enabled", false)])))
            notes.append(MigrationNote(path, "0 days mean no maintenance: spec.enabled is false"))
        case .schedule(let schedule, let difference):
            replace(path, by: substitute(.value("schedule", .string(schedule))))
            notes.append(.interval(path, value, schedule, difference))
        }
    }
}

// MARK: - What

extension MaintenanceMigration {
    /// A selector that names one Secret becomes that name.
    private mutating func replaceSelector() {
        guard let value = spec.object?["repositorySelector"] else { return }
        let path = Self.specPath.field("repositorySelector")
        if spec["repository"] != nil || value.isNull {
            edits.append(FieldEdit(path, .remove))
            notes.append(MigrationNote(path, "removed (\(value.noted)): spec.repository names the Secret"))
            return
        }
        guard let secret = value["repository"]?.nonEmptyString, !secret.contains(where: { "*?[".contains($0) }),
            spec.object?["repository"] == nil
        else {
            let advice = "names no single Secret (\(value.noted)): write its name in spec.repository.repository first"
            obstacles.append(MigrationNote(path, advice))
            return
        }
        let name = NewField.copy(path.field("repository"), comments: .all)
        edits.append(FieldEdit(path, .replace(by: [.object("repository", [name])])))
        let namespaces = value["namespaceSelector"].map { "; create one in each namespace of \($0.noted)" } ?? ""
        notes.append(MigrationNote(path, "became spec.repository.repository\(namespaces)"))
    }
}

extension MigrationNote {
    /// What is to hold fields and holds none: text, a list, a placeholder that somebody fills in later.
    static func noObject(_ path: FieldPath) -> MigrationNote { MigrationNote(path, "is no object: correct it first") }

    /// A `maintenanceIntervalDays` that is no number.
    static func noInterval(_ path: FieldPath) -> MigrationNote {
        MigrationNote(path, "is no number of days: write a schedule in spec.trigger.schedule instead")
    }

    /// A `maintenanceIntervalDays` in whose place a schedule stands.
    static func interval(
        _ path: FieldPath,
        _ days: JSONValue,
        _ schedule: String,
        _ difference: String?
    ) -> MigrationNote {
        let difference = difference.map { ", \($0)" } ?? ""
        return MigrationNote(path, "\(days.jsonText) became the schedule \"\(schedule)\"\(difference)")
    }
}
