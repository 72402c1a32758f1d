import KubernetesAPI

/// Who wrote `spec.trigger.schedule`: the user, or defaulting.
///
/// It decides whether a manual trigger may take the schedule's place, and is read from the object alone.
enum ScheduleOrigin {
    case absent
    case user
    case defaulted

    /// Reads the origin from the object.
    ///
    /// The annotation of ``APINames/defaultedScheduleAnnotation`` says that defaulting wrote the value, unless the API
    /// server's own books say that somebody has claimed the field since. An object without the annotation may come from
    /// an admission webhook that did not know it: then the default schedule counts as defaulted if the books are kept
    /// and name nobody.
    static func of(_ object: KopiaMaintenance) -> ScheduleOrigin {
        guard let schedule = object.spec.trigger.schedule else { return .absent }
        let books = FieldOwnership(object.metadata)
        if object.metadata.annotation(APINames.defaultedScheduleAnnotation) == schedule {
            return books.someoneOwnsSchedule ? .user : .defaulted
        }
        return schedule == Defaults.schedule && books.areKept && !books.someoneOwnsSchedule ? .defaulted : .user
    }
}

/// What the API server and kubectl recorded about who set which field.
private struct FieldOwnership {
    private let managedFields: [JSONValue]
    private let lastApplied: String?

    init(_ metadata: ObjectMetadata) {
        managedFields = metadata.json["managedFields"]?.array ?? []
        lastApplied = metadata.annotation("kubectl.kubernetes.io/last-applied-configuration")
    }

    /// True if some manager's entry speaks of the spec at all; without one the absence of an owner says nothing.
    var areKept: Bool { managedFields.contains { $0["fieldsV1"]?["f:spec"] != nil } }

    /// True if a manager owns the field, or the manifest that kubectl last applied has it.
    var someoneOwnsSchedule: Bool {
        managedFields.contains { $0["fieldsV1"]?["f:spec"]?["f:trigger"]?["f:schedule"] != nil } || isLastApplied
    }

    private var isLastApplied: Bool {
        guard let lastApplied, let manifest = try? JSONParser.parse(lastApplied.utf8) else { return false }
        return manifest["spec"]?["trigger"]?["schedule"] != nil
    }
}
