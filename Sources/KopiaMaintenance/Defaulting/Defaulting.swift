package import KubernetesAPI

/// What defaulting makes of an object.
///
/// It first takes back what defaulting wrote before and nobody has claimed since, then fills in what is absent: so what
/// comes of a manifest does not depend on what was there before it (docs/decisions.md, "Defaulting").
package struct Defaulting: Hashable, Sendable {
    /// The object with everything filled in that was absent.
    package private(set) var object: JSONValue

    /// The fields that were filled in or taken away, in field order.
    package private(set) var changed: [FieldPath] = []

    /// What the user should know about a value that was chosen for them.
    package private(set) var warnings: [String] = []

    /// True if a field of the wrong type kept the object from being completed.
    package private(set) var isMistyped = false

    /// Completes a KopiaMaintenance by what is known from the object alone; requirements §3.
    ///
    /// Guarantees: a second pass changes nothing; a value of the user is never rewritten. An object that is being deleted,
    /// or that has a field of the wrong type, is left as it is: the one must go, the other is validation's to explain.
    package init(_ object: JSONValue) {
        self.object = object
        complete(after: nil)
    }

    /// Completes an object that takes the place of another.
    ///
    /// An update that changes neither the spec nor anybody's claim on it is left as it is, whatever an older release
    /// stored.
    package init(updating old: JSONValue, to new: JSONValue) {
        object = new
        guard old.object != nil else {
            complete(after: nil)
            return
        }
        let isSame = old.hasSame("spec", as: new)
        if isSame, Books(of: old).agree(with: Books(of: new)) { return }
        complete(after: old)
        if isSame { warnings = [] }
    }

    /// Completes the object for a reader of the spec alone, who needs no record.
    init(unrecorded object: JSONValue, after old: JSONValue?) {
        self.object = object
        complete(after: old, isRecorded: false)
    }

    private mutating func complete(after old: JSONValue?, isRecorded: Bool = true) {
        guard let members = object.object else { return }
        let given = object
        DecodedObject(given).read { complete(members, given: $0, after: old, isRecorded) }
        // Most objects lack nothing, and then their types do not matter here.
        if !changed.isEmpty, !Validation.typeFindings(in: given).isEmpty {
            (object, changed, warnings) = (given, [], [])
            isMistyped = true
            // Whoever judges must not find what defaulting wrote in conflict with what the user did.
            if !isRecorded {
                DecodedObject(given).read { complete(members, given: $0, after: old, false, isFilling: false) }
            }
        }
    }

    private mutating func complete(
        _ members: JSONObject,
        given: DecodedField,
        after old: JSONValue?,
        _ isRecorded: Bool,
        isFilling: Bool = true
    ) {
        guard given["metadata"]?.has("deletionTimestamp") != true else { return }
        let authorship = Authorship(of: object, after: old)
        let wanted = Completion(of: given["spec"], by: authorship).fields
        if wanted.has(.cacheCapacity) { warnings.append(Self.cacheAdvice) }
        var draft = SpecDraft(members.object("spec") ?? JSONObject())
        for (field, value) in authorship.remains { draft.set(field, to: value) }
        var record = wanted
        for field in DefaultedField.allCases where authorship.defaulted.has(field) != wanted.has(field) {
            if wanted.has(field) {
                guard isFilling else { continue }
                draft.set(field, to: field.filling.value)
                if authorship.isClaimed(field) { record.remove(field) }
            } else {
                draft.takeBack(field, withParent: authorship.alone.has(field))
            }
        }
        changed = draft.changed
        var members = members
        if !changed.isEmpty { members["spec"] = .object(draft.spec) }
        if isRecorded { remember(record, in: &members) }
        if !changed.isEmpty { object = .object(members) }
    }

    private static let cacheAdvice =
        "spec.cacheCapacity was not set: the cache volume gets \(Defaults.cacheSize); set it to choose"
}

// MARK: - The record

extension Defaulting {
    /// Writes down which fields hold the default, and takes away what the last release wrote instead.
    private mutating func remember(_ record: DefaultedFields, in members: inout JSONObject) {
        // An empty record says that what looks like a default is the user's.
        let isTold = !record.isEmpty || !Authorship.inferred(from: .object(members)).isEmpty
        let text: JSONValue? = isTold ? .string(record.description) : nil
        let (name, former) = (APINames.defaultedFieldsAnnotation, APINames.defaultedScheduleAnnotation)
        var metadata = members.object("metadata") ?? JSONObject()
        var annotations = metadata.object("annotations") ?? JSONObject()
        let isNew = annotations[name] != text
        let hasFormer = annotations[former] != nil
        guard isNew || hasFormer else { return }
        if isNew { annotations[name] = text }
        if hasFormer { annotations[former] = nil }
        changed += (isNew ? [Self.recordPath] : []) + (hasFormer ? [Self.formerRecordPath] : [])
        metadata["annotations"] = .object(annotations)
        members["metadata"] = .object(metadata)
    }

    private static let recordPath = annotation(APINames.defaultedFieldsAnnotation)
    private static let formerRecordPath = annotation(APINames.defaultedScheduleAnnotation)

    private static func annotation(_ name: String) -> FieldPath {
        FieldPath("metadata").field("annotations").key(name)
    }
}

/// A spec while it is completed.
private struct SpecDraft {
    private(set) var spec: JSONObject
    private var touched: DefaultedFields = []

    init(_ spec: JSONObject) { self.spec = spec }

    /// The paths of what was written or taken away, in field order.
    var changed: [FieldPath] {
        guard !touched.isEmpty else { return [] }
        var paths: [FieldPath] = []
        // One for the record.
        paths.reserveCapacity(DefaultedField.allCases.count + 1)
        for field in DefaultedField.allCases where touched.has(field) { paths.append(field.filling.path) }
        return paths
    }

    mutating func set(_ field: DefaultedField, to value: JSONValue?) {
        touched.insert(field)
        let filling = field.filling
        if filling.steps.count == 1 { spec[filling.lastStep] = value } else { spec.set(value, at: filling.steps[...]) }
    }

    /// Takes a default away, and what was made to hold it.
    mutating func takeBack(_ field: DefaultedField, withParent: Bool) {
        set(field, to: nil)
        if withParent { spec.set(nil, at: field.filling.steps.dropLast()) }
    }
}

extension JSONObject {
    /// Sets the value at the end of a way down, making the objects that lead there; nil removes it.
    fileprivate mutating func set(_ value: JSONValue?, at steps: ArraySlice<String>) {
        guard let first = steps.first else { return }
        guard steps.count > 1 else {
            self[first] = value
            return
        }
        var inner = object(first) ?? JSONObject()
        inner.set(value, at: steps.dropFirst())
        self[first] = .object(inner)
    }
}
