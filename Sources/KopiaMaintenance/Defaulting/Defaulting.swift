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
        let original = KopiaMaintenance(object)
        guard let members = object.object, !original.metadata.isBeingDeleted else { return }
        fillIn(members, of: original)
        // Most objects lack nothing, and then their types do not matter here.
        if !changed.isEmpty, !Validation.typeFindings(in: object).isEmpty {
            (self.object, changed, warnings) = (object, [], [])
        }
    }

    private mutating func fillIn(_ members: JSONObject, of original: KopiaMaintenance) {
        let wanted = original.spec
        var spec = wanted.json.object ?? JSONObject()
        let annotation = defaultTrigger(in: &spec, of: original)
        defaultCustomCA(in: &spec)
        for field in Defaults.independent { fill(field, in: &spec) }
        defaultCache(in: &spec, as: wanted.cache)
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

    private mutating func defaultTrigger(in spec: inout JSONObject, of original: KopiaMaintenance) -> Annotation {
        let trigger = original.spec.trigger
        guard trigger.schedule != nil else {
            // An empty tag still says "by hand": it asks for no run yet, and for no schedule either.
            guard !trigger.json.has("manual"), original.spec.deprecatedSchedule == nil else { return .drop }
            set(.string(Defaults.schedule), in: trigger, of: &spec)
            return .set
        }
        // Who wrote the schedule matters only where a tag may take its place, or where it is remembered.
        let isRemembered = original.metadata.annotation(APINames.defaultedScheduleAnnotation) != nil
        guard trigger.manual != nil || isRemembered, ScheduleOrigin.of(original) == .defaulted else { return .drop }
        guard trigger.manual != nil else { return .keep }
        set(nil, in: trigger, of: &spec)
        return .drop
    }

    private mutating func set(_ schedule: JSONValue?, in trigger: TriggerSpec, of spec: inout JSONObject) {
        var members = trigger.json.object ?? JSONObject()
        members["schedule"] = schedule
        spec["trigger"] = .object(members)
        changed.append(Self.schedule)
    }

    private mutating func defaultCustomCA(in spec: inout JSONObject) {
        guard var repository = spec["repository"]?.object, var customCA = repository["customCA"]?.object,
            fill(Defaults.customCAKey, in: &customCA)
        else { return }
        repository["customCA"] = .object(customCA)
        spec["repository"] = .object(repository)
    }

    private mutating func defaultCache(in spec: inout JSONObject, as cache: CacheSpec) {
        guard cache.pvcName == nil else { return }
        let hasCapacity = cache.capacity != nil
        let hasClass = cache.storageClassName != nil
        if hasCapacity || hasClass { fill(Defaults.cacheAccessModes, in: &spec) }
        guard !hasCapacity, hasClass || cache.accessModes != nil else { return }
        fill(Defaults.cacheCapacity, in: &spec)
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

    /// Sets a field that is absent; false if there is one.
    @discardableResult private mutating func fill(_ field: Default, in object: inout JSONObject) -> Bool {
        guard !object.has(field.name) else { return false }
        object[field.name] = field.value
        changed.append(field.path)
        return true
    }
}
