package import KubernetesAPI

/// The maintenance that a ReplicationSource of an earlier release asks for in `spec.kopia`: `maintenanceCronJob`,
/// `maintenanceIntervalDays`.
///
/// One KopiaMaintenance takes the place of all that name one repository in a namespace; here is what one of them brings.
package struct EmbeddedMaintenance: Hashable, Sendable {
    /// The Secret of the repository; nil if the source does not say.
    package let secretName: String?
    /// False if the source switches maintenance off.
    package let isEnabled: Bool
    /// False if nothing but that is said, so that there is nothing to keep.
    package let isKept: Bool
    /// What takes the fields out of the source.
    package let removals: [FieldEdit]
    /// The schedule in force.
    package let schedule: String
    /// The settings, for comparison with those of another source.
    package let settings: JSONValue
    /// What the user should know.
    package let notes: [MigrationNote]
    /// What only the user can decide.
    package let obstacles: [MigrationNote]

    private let trigger: NewField
    private let options: [NewField]
    private let repository: [NewField]
    private let metadata: [NewField]

    /// The kind that embeds it.
    package static let kind = "ReplicationSource"

    /// The field that holds the settings, or nil if the source has only the older one.
    private static let path = FieldPath("spec").field("kopia")
    private static let settingsPath = path.field("maintenanceCronJob")
    private static let intervalPath = path.field("maintenanceIntervalDays")

    /// What a source embeds; nil if that is nothing.
    package init?(of source: JSONValue) {
        guard let kopia = source["spec"]?["kopia"], let members = kopia.object else { return nil }
        let written = [Self.settingsPath, Self.intervalPath].filter { members[$0.lastName ?? ""] != nil }
        guard !written.isEmpty else { return nil }
        let value = kopia["maintenanceCronJob"]
        let embedded = EmbeddedSettings(value ?? .null, at: Self.settingsPath)
        let interval = Interval(kopia["maintenanceIntervalDays"], isAlone: value == nil)
        removals = written.map { FieldEdit($0, .remove) }
        secretName = kopia["repository"]?.nonEmptyString
        isKept = value != nil || interval.schedule != nil
        isEnabled = isKept && value?["enabled"]?.bool != false
        schedule = embedded.schedule ?? interval.schedule ?? Defaults.schedule
        trigger = embedded.schedule == nil ? .value("schedule", .string(schedule)) : embedded.scheduleField
        options = embedded.fields(missingIn: .null)
        settings = value ?? .object(JSONObject(members: [("schedule", .string(schedule))]))
        repository = Self.repository(of: kopia)
        metadata = source["metadata"]?.has("namespace") == true ? [Self.namespace] : []
        var notes = embedded.schedule == nil ? interval.notes : []
        notes += Self.notes(on: kopia, leftovers: embedded.leftovers(beside: .null))
        self.notes = isKept ? notes : [MigrationNote(written[0], "removed: it asks for no maintenance")]
        let missing = MigrationNote(written[0], "no repository is named beside it: move it by hand")
        let isMalformed = value.map { $0.object == nil && !$0.isNull } ?? false
        obstacles =
            interval.obstacles + (isMalformed ? [.noObject(Self.settingsPath)] : [])
            + (isKept && secretName == nil ? [missing] : [])
    }

    /// Where the embedded fields begin, for what is said of them.
    package var place: FieldPath { removals.first?.path ?? Self.path }

    /// The object that takes over, its copies taken from the source.
    package func maintenance(named name: String) -> [NewField] {
        [
            .value("apiVersion", .string(APINames.apiVersion)),
            .value("kind", .string(APINames.kind)),
            .object("metadata", [.value("name", .string(name))] + metadata),
            .object("spec", [.object("repository", repository), .object("trigger", [trigger])] + options),
        ]
    }

    private static let namespace = NewField.copy(FieldPath("metadata").field("namespace"), comments: .none)

    private static func repository(of kopia: JSONValue) -> [NewField] {
        let secret = NewField.copy(path.field("repository"), comments: .none)
        guard let authority = kopia["customCA"]?.object, !authority.isEmpty else { return [secret] }
        return [secret, .copy(path.field("customCA"), comments: .all)]
    }

    private static func notes(on kopia: JSONValue, leftovers: [String]) -> [MigrationNote] {
        var notes: [MigrationNote] = []
        if !leftovers.isEmpty {
            notes.append(MigrationNote(settingsPath, "without \(leftovers.joined(separator: ", "))"))
        }
        for name in ["moverVolumes", "repositoryPVC"] where kopia.has(name) {
            let advice = "if the repository lies on it, mount it in the KopiaMaintenance too, by spec.moverVolumes"
            notes.append(MigrationNote(path.field(name), advice))
        }
        return notes
    }

    /// What the older field says.
    private struct Interval {
        private(set) var schedule: String?
        private(set) var notes: [MigrationNote] = []
        private(set) var obstacles: [MigrationNote] = []

        init(_ value: JSONValue?, isAlone: Bool) {
            guard let value else { return }
            switch MaintenanceInterval(value) {
            case nil: if isAlone { obstacles.append(.noInterval(intervalPath)) }
            case .off: break
            case .schedule(let schedule, let difference):
                self.schedule = schedule
                notes.append(.interval(intervalPath, value, schedule, difference))
            }
        }
    }
}
