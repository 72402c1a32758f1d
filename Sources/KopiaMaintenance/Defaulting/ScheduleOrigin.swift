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
    /// server's own books say that somebody has written the field since. An object without the annotation may come from
    /// an admission webhook that did not know it: then the default schedule counts as defaulted if the books are kept
    /// and name nobody.
    static func of(_ object: KopiaMaintenance) -> ScheduleOrigin {
        guard let schedule = object.spec.trigger.schedule else { return .absent }
        let books = FieldOwnership(object.metadata)
        if object.metadata.annotation(APINames.defaultedScheduleAnnotation) == schedule {
            return books.someoneWroteSchedule(except: schedule) ? .user : .defaulted
        }
        return schedule == Defaults.schedule && books.areKept && !books.someoneWroteSchedule() ? .defaulted : .user
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
    ///
    /// Who writes the annotation beside it (where it holds `remembered`) copies an object, as from `kubectl get -o yaml`
    /// or from a backup, and claims nothing.
    func someoneWroteSchedule(except remembered: String? = nil) -> Bool {
        let owns = managedFields.contains { entry in
            entry["fieldsV1"]?["f:spec"]?["f:trigger"]?["f:schedule"] != nil
                && (remembered == nil || !Self.ownsAnnotation(entry))
        }
        return owns || isLastApplied(except: remembered)
    }

    private static func ownsAnnotation(_ entry: JSONValue) -> Bool {
        entry["fieldsV1"]?["f:metadata"]?["f:annotations"]?["f:\(APINames.defaultedScheduleAnnotation)"] != nil
    }

    private func isLastApplied(except remembered: String?) -> Bool {
        guard let lastApplied, let manifest = try? JSONParser.parse(lastApplied.utf8),
            manifest["spec"]?["trigger"]?["schedule"] != nil
        else { return false }
        guard let remembered else { return true }
        let copied = ObjectMetadata(manifest["metadata"]).annotation(APINames.defaultedScheduleAnnotation)
        return copied != remembered
    }
}
