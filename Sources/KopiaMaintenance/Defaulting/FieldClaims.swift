import KubernetesAPI

/// Who claims a place in an object, by the books of the API server and of kubectl.
///
/// `managedFields` names what each manager wrote; what an admission webhook adds has no owner there, since the API server
/// keeps its books before it asks webhooks (`fieldmanager`, k8s.io/apimachinery). kubectl's client-side apply writes
/// only what differs from the live object, so that a line of a manifest that equals a default leaves its trace in
/// `last-applied-configuration` alone.
struct FieldClaims {
    /// What one manager owns at this place: names with the prefix `f:`, and a full stop for the object itself.
    private struct Claim {
        let fields: JSONObject
        /// True if the manager wrote the record of what was defaulted as well: it copied an object.
        let isCopy: Bool
    }

    private let claims: [Claim]

    /// What the manifest that kubectl applied says at this place.
    private let applied: JSONValue?

    private init(_ claims: [Claim], applied: JSONValue?) { (self.claims, self.applied) = (claims, applied) }

    /// The claims on the fields of `spec`.
    ///
    /// - Parameters:
    ///   - metadata: whose `managedFields` are read.
    ///   - applied: the manifest that kubectl applied, where it counts.
    init(_ metadata: ObjectMetadata, applied: JSONValue?) {
        claims = metadata.managers.compactMap { entry in
            entry.object("fieldsV1")?.object("f:spec").map { Claim(fields: $0, isCopy: Self.ownsRecord(entry)) }
        }
        self.applied = applied?["spec"]
    }

    private static func ownsRecord(_ entry: JSONObject) -> Bool {
        let annotations = entry.object("fieldsV1")?.object("f:metadata")?.object("f:annotations")
        return [APINames.defaultedFieldsAnnotation, APINames.defaultedScheduleAnnotation]
            .contains { annotations?.has("f:\($0)") == true }
    }

    /// True if the books of the API server name somebody here; of the spec as a whole, if they are kept at all.
    ///
    /// Without them the absence of an owner says nothing.
    var hasManager: Bool { !claims.isEmpty }

    /// True if nobody has chosen the default of a field that has it: whoever copied an object has not.
    ///
    /// - Parameters:
    ///   - field: the field, of which every part has its default.
    ///   - isCopied: true if the manifest that kubectl applied is a copy.
    /// - Returns: whether the default may give way.
    func leaveAlone(_ field: Default, isCopied: Bool) -> Bool {
        let hasChooser = claims.contains { claim in
            guard let fields = claim.fields.object(at: field.bookSteps) else { return false }
            return !claim.isCopy || !Self.cover(fields, field.value)
        }
        guard !hasChooser else { return false }
        guard let applied = applied?.value(at: field.steps) else { return true }
        return isCopied && applied == field.value
    }

    /// The claims on the field of that name.
    subscript(name: String) -> FieldClaims {
        FieldClaims(
            claims.compactMap { claim in
                claim.fields.object("f:\(name)").map { Claim(fields: $0, isCopy: claim.isCopy) }
            },
            applied: applied?[name]
        )
    }

    /// The claims at the end of a way down.
    subscript(steps: [String]) -> FieldClaims { steps.reduce(self) { $0[$1] } }

    /// True if somebody claims the object here, not just a field of it; who copied a defaulted field has copied the object
    /// around it as well.
    func coverObject(beside copied: String? = nil) -> Bool {
        let hasOwner = claims.contains { claim in
            if let copied, claim.isCopy, claim.fields.has("f:\(copied)") { return false }
            return claim.fields.isEmpty || claim.fields.has(".")
        }
        return hasOwner || applied?.object?.isEmpty == true
    }

    /// True if somebody claims that this place has this value.
    ///
    /// A manifest that says something else was overruled since.
    func cover(_ value: JSONValue) -> Bool { !claims.isEmpty || applied == value }

    /// The claims without those of whoever copied an object and holds nothing but the default here.
    ///
    /// - Parameters:
    ///   - value: what stands here.
    ///   - standard: the default.
    ///   - isCopied: true if the manifest that kubectl applied is a copy as well.
    /// - Returns: the claims of those who chose.
    func withoutCopies(of value: JSONValue, default standard: JSONValue, isCopied: Bool) -> FieldClaims {
        // Who copied the whole chose nothing; nor did he whose copy others have written parts of.
        let own = claims.filter { claim in
            guard claim.isCopy else { return true }
            return value == standard
                ? !Self.cover(claim.fields, standard) : !Self.holds(claim.fields, only: standard, in: value)
        }
        return FieldClaims(own, applied: isCopied && applied == standard ? nil : applied)
    }

    /// True if these fields name every leaf of the value.
    private static func cover(_ fields: JSONObject, _ value: JSONValue) -> Bool {
        guard let members = value.object, !members.isEmpty else { return true }
        return members.allSatisfy { member in
            fields.object("f:\(member.name)").map { cover($0, member.value) } ?? false
        }
    }

    /// True if every leaf that these fields name has the value that it has in the default.
    private static func holds(_ fields: JSONObject?, only standard: JSONValue, in value: JSONValue?) -> Bool {
        guard let fields, !fields.isEmpty, value?.object != nil else { return value == standard }
        return fields.allSatisfy { member in
            guard member.name.hasPrefix("f:") else { return true }
            let name = String(member.name.dropFirst(2))
            // The first that the default has not ends it, however many there are.
            guard let inner = standard[name] else { return false }
            return holds(member.value.object, only: inner, in: value?[name])
        }
    }
}

extension JSONObject {
    /// The object at the end of a way down; nil where it leads to none.
    fileprivate func object(at steps: [String]) -> JSONObject? {
        steps.reduce(self as JSONObject?) { $0?.object($1) }
    }
}
