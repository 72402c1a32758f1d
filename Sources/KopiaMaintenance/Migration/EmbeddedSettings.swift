import KubernetesAPI

/// A retired `maintenanceCronJob`, of a ReplicationSource or a KopiaMaintenance: settings that now stand in the `spec` of
/// a KopiaMaintenance by the same names, but for the schedule.
struct EmbeddedSettings {
    private let value: JSONValue
    private let path: FieldPath

    init(_ value: JSONValue, at path: FieldPath) {
        self.value = value
        self.path = path
    }

    /// Fields of `spec` that say what is maintained and when, or are retired themselves.
    private static let foreign = Set(
        ["repository", "trigger", "schedule"] + (RetiredFields.all + MisnamedFields.all).map(\.name)
    )

    private static let names = SpecFields.all.map(\.name).filter { !foreign.contains($0) }

    /// The schedule; an empty one is none.
    var schedule: String? { value["schedule"]?.nonEmptyString }

    /// The schedule as it is written.
    var scheduleField: NewField { .copy(path.field("schedule"), comments: .all) }

    /// The settings that a spec does not have of its own, in the order of the reference.
    func fields(missingIn spec: JSONValue) -> [NewField] {
        Self.names.filter { value.has($0) && !spec.has($0) }.map { .copy(path.field($0), comments: .all) }
    }

    /// What has no place in a spec, or has another value there.
    func leftovers(beside spec: JSONValue) -> [String] {
        (value.object?.members ?? []).filter { member in
            guard member.name != "schedule" || member.value.string == nil, !member.value.isNull else { return false }
            return !Self.names.contains(member.name) || spec.has(member.name) && spec[member.name] != member.value
        }.map { "\($0.name): \($0.value.noted)" }
    }
}
