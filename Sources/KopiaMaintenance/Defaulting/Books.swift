import KubernetesAPI

/// What an object's metadata tells of who wrote its spec.
struct Books {
    private let metadata: ObjectMetadata

    init(of object: JSONValue) { metadata = ObjectMetadata(of: object) }

    /// What defaulting wrote, as it remembers; nil where it left no record.
    var record: DefaultedFields? { metadata.annotation(APINames.defaultedFieldsAnnotation).map { DefaultedFields($0) } }

    /// What the last release remembers of its own, which is the schedule alone, if that is the default.
    var formerRecord: DefaultedFields {
        metadata.annotation(APINames.defaultedScheduleAnnotation) == Defaults.schedule
            ? DefaultedFields(.schedule) : []
    }

    /// True if the object has been stored, so that somebody may claim what is not in it.
    var isStored: Bool { metadata.uid != nil }

    /// True if nothing is told: nobody has stored the object, nor exported it.
    var areBlank: Bool { !isStored && !metadata.json.has("annotations") }

    /// The manifest that kubectl's client-side apply sent last, as its text.
    var lastApplied: String? { metadata.annotation("kubectl.kubernetes.io/last-applied-configuration") }

    /// The claims of managers, and those of the manifest where that counts.
    func claims(applied: AppliedManifest?) -> FieldClaims { FieldClaims(metadata, applied: applied?.json) }

    /// True if both tell the same of the spec.
    func agree(with other: Books) -> Bool {
        metadata.annotation(APINames.defaultedFieldsAnnotation)
            == other.metadata.annotation(APINames.defaultedFieldsAnnotation)
            && formerRecord == other.formerRecord && lastApplied == other.lastApplied
            && isManaged(like: other)
    }

    /// True if somebody has applied the record with a manifest, as one does with a copy of an object.
    var isRecordApplied: Bool {
        let name = APINames.defaultedFieldsAnnotation
        let isOwned = metadata.managers.contains { entry in
            let annotations = entry.object("fieldsV1")?.object("f:metadata")?.object("f:annotations")
            return entry.has("operation", equalTo: "Apply") && annotations?.has("f:\(name)") == true
        }
        return isOwned || AppliedManifest(lastApplied)?.json["metadata"]?["annotations"]?[name] != nil
    }

    /// Beyond so many the order counts: ten managers are many, and comparing takes their number squared.
    private static let managersLimit = 64

    /// The API server sorts its books by time as well, which says nothing of the spec.
    private func isManaged(like other: Books) -> Bool {
        let (mine, others) = (Array(managed), Array(other.managed))
        if mine == others { return true }
        return mine.count == others.count && mine.count <= Self.managersLimit && Set(mine) == Set(others)
    }

    private var managed: some Sequence<JSONObject> {
        metadata.managers.lazy.compactMap { $0.object("fieldsV1")?.object("f:spec") }
    }
}

extension ObjectMetadata {
    /// The entries of `managedFields`.
    var managers: JSONElements { json.object?.objects("managedFields") ?? .none }
}
