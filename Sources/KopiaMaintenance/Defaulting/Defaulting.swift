package import KubernetesAPI

/// What defaulting makes of an object.
package struct Defaulting: Hashable, Sendable {
    /// The object with everything filled in that was absent.
    package private(set) var object: JSONValue

    /// The fields that were filled in or taken away, in field order.
    package private(set) var changed: [FieldPath] = []

    /// What the user should know about a value that was chosen for them.
    package private(set) var warnings: [String] = []

    /// Fills in what is absent from a KopiaMaintenance; requirements §3.
    ///
    /// Guarantees: a second pass changes nothing; a value of the user is never rewritten, with the one exception that a
    /// manual trigger takes the place of a schedule that defaulting itself had written. An object that is being deleted,
    /// or that has a field of the wrong type, is left as it is: the one must go, the other is validation's to explain.
    package init(_ object: JSONValue) {
        self.object = object
        guard let members = object.object else { return }
        DecodedObject(object).read { fillIn(members, given: $0) }
        // Most objects lack nothing, and then their types do not matter here.
        if !changed.isEmpty, !Validation.typeFindings(in: object).isEmpty {
            (self.object, changed, warnings) = (object, [], [])
        }
    }

    private mutating func fillIn(_ members: JSONObject, given: DecodedField) {
        let (metadata, wanted) = (given["metadata"], given["spec"])
        guard metadata?.has("deletionTimestamp") != true else { return }
        var spec = wanted?.value.object ?? JSONObject()
        let annotation = defaultTrigger(in: &spec, given: wanted, metadata)
        defaultCustomCA(in: &spec, given: wanted?["repository"])
        for field in Defaults.independent where wanted?.has(field.name) != true { set(field, in: &spec) }
        defaultCache(in: &spec, given: wanted)
        var members = members
        if !changed.isEmpty { members["spec"] = .object(spec) }
        annotate(annotation, in: &members)
        if !changed.isEmpty { object = .object(members) }
    }
}

// MARK: - Rules

extension Defaulting {
    /// What is to become of the annotation that remembers a defaulted schedule.
    private enum Annotation {
        case keep
        case set
        case drop
    }

    private mutating func defaultTrigger(
        in spec: inout JSONObject,
        given wanted: DecodedField?,
        _ metadata: DecodedField?
    ) -> Annotation {
        let trigger = wanted?["trigger"]
        guard trigger?["schedule"]?.string != nil else {
            // An empty tag still says "by hand": it asks for no run yet, and for no schedule either.
            guard trigger?.has("manual") != true, wanted?["schedule"]?.string == nil else { return .drop }
            set(.string(Defaults.schedule), in: trigger, of: &spec)
            return .set
        }
        // Who wrote the schedule matters only where a tag may take its place, or where it is remembered.
        let isManual = trigger?["manual"]?.nonEmptyString != nil
        let remembered = metadata?["annotations"]?[APINames.defaultedScheduleAnnotation]?.string
        guard isManual || remembered != nil, ScheduleOrigin.of(KopiaMaintenance(object)) == .defaulted else {
            return .drop
        }
        guard isManual else { return .keep }
        set(nil, in: trigger, of: &spec)
        return .drop
    }

    private mutating func set(_ schedule: JSONValue?, in trigger: DecodedField?, of spec: inout JSONObject) {
        var members = trigger?.value.object ?? JSONObject()
        members["schedule"] = schedule
        spec["trigger"] = .object(members)
        changed.append(Self.schedule)
    }

    private mutating func defaultCustomCA(in spec: inout JSONObject, given repository: DecodedField?) {
        guard let repository, let customCA = repository["customCA"], !customCA.has(Defaults.customCAKey.name),
            var members = repository.value.object, var inner = customCA.value.object
        else { return }
        set(Defaults.customCAKey, in: &inner)
        members["customCA"] = .object(inner)
        spec["repository"] = .object(members)
    }

    private mutating func defaultCache(in spec: inout JSONObject, given wanted: DecodedField?) {
        guard let wanted, wanted["cachePVC"]?.nonEmptyString == nil else { return }
        let hasCapacity = wanted.has(Defaults.cacheCapacity.name)
        let hasClass = wanted["cacheStorageClassName"]?.string != nil
        let modes = wanted[Defaults.cacheAccessModes.name]
        if hasCapacity || hasClass, modes == nil { set(Defaults.cacheAccessModes, in: &spec) }
        guard !hasCapacity, hasClass || modes?.isList == true else { return }
        set(Defaults.cacheCapacity, in: &spec)
        warnings.append(Self.cacheAdvice)
    }

    private mutating func annotate(_ annotation: Annotation, in members: inout JSONObject) {
        guard annotation != .keep else { return }
        let schedule: JSONValue? = annotation == .set ? .string(Defaults.schedule) : nil
        var metadata = members["metadata"]?.object ?? JSONObject()
        var annotations = metadata["annotations"]?.object ?? JSONObject()
        guard schedule != nil || annotations[APINames.defaultedScheduleAnnotation] != nil else { return }
        annotations[APINames.defaultedScheduleAnnotation] = schedule
        metadata["annotations"] = .object(annotations)
        members["metadata"] = .object(metadata)
        changed.append(Self.rememberedSchedule)
    }
}

// MARK: - Filling in

extension Defaulting {
    private static let schedule = FieldPath("spec").field("trigger").field("schedule")
    private static let rememberedSchedule = FieldPath("metadata").field("annotations")
        .key(APINames.defaultedScheduleAnnotation)
    private static let cacheAdvice =
        "spec.cacheCapacity was not set: the cache volume gets \(Defaults.cacheSize); set it to choose"

    private mutating func set(_ field: Default, in object: inout JSONObject) {
        object[field.name] = field.value
        changed.append(field.path)
    }
}
