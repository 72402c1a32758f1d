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
        guard let members = object.object, !ObjectMetadata(object["metadata"]).isBeingDeleted else { return }
        var filled = self
        filled.fillIn(members)
        // Most objects lack nothing, and then their types do not matter here.
        if !filled.changed.isEmpty, Validation.typeFindings(in: object).isEmpty { self = filled }
    }

    private mutating func fillIn(_ members: JSONObject) {
        var members = members
        var spec = object["spec"]?.object ?? JSONObject()
        let annotation = defaultTrigger(in: &spec, of: KopiaMaintenance(object))
        defaultCustomCA(in: &spec)
        for field in Defaults.independent { fill(field.name, with: field.value, in: &spec) }
        defaultCache(in: &spec)
        if !changed.isEmpty { members["spec"] = .object(spec) }
        annotate(annotation, in: &members)
        object = .object(members)
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

    private mutating func defaultTrigger(in spec: inout JSONObject, of object: KopiaMaintenance) -> Annotation {
        let trigger = object.spec.trigger
        guard trigger.schedule != nil else {
            // An empty tag still says "by hand": it asks for no run yet, and for no schedule either.
            guard trigger.json["manual"] == nil, object.spec.deprecatedSchedule == nil else { return .drop }
            set(.string(Defaults.schedule), in: trigger, of: &spec)
            return .set
        }
        // Who wrote the schedule matters only where a tag may take its place, or where it is remembered.
        let isRemembered = object.metadata.annotation(APINames.defaultedScheduleAnnotation) != nil
        guard trigger.manual != nil || isRemembered, ScheduleOrigin.of(object) == .defaulted else { return .drop }
        guard trigger.manual != nil else { return .keep }
        set(nil, in: trigger, of: &spec)
        return .drop
    }

    private mutating func set(_ schedule: JSONValue?, in trigger: TriggerSpec, of spec: inout JSONObject) {
        var members = trigger.json.object ?? JSONObject()
        members["schedule"] = schedule
        spec["trigger"] = .object(members)
        changed.append(Self.spec.field("trigger").field("schedule"))
    }

    private mutating func defaultCustomCA(in spec: inout JSONObject) {
        guard var repository = spec["repository"]?.object, var customCA = repository["customCA"]?.object,
            fill("key", with: .string(Defaults.customCAKey), in: &customCA, at: Self.customCA)
        else { return }
        repository["customCA"] = .object(customCA)
        spec["repository"] = .object(repository)
    }

    private mutating func defaultCache(in spec: inout JSONObject) {
        let cache = CacheSpec(.object(spec))
        guard cache.pvcName == nil else { return }
        let hasCapacity = cache.capacity != nil
        let hasClass = cache.storageClassName != nil
        if hasCapacity || hasClass { fill("cacheAccessModes", with: Defaults.cacheAccessModes, in: &spec) }
        guard !hasCapacity, hasClass || cache.accessModes != nil else { return }
        fill("cacheCapacity", with: .string(Defaults.cacheCapacity), in: &spec)
        warnings.append(
            "spec.cacheCapacity was not set: the cache volume gets \(Defaults.cacheCapacity); set it to choose"
        )
    }

    private mutating func annotate(_ annotation: Annotation, in members: inout JSONObject) {
        var metadata = members["metadata"]?.object ?? JSONObject()
        var annotations = metadata["annotations"]?.object ?? JSONObject()
        switch annotation {
        case .keep: return
        case .set: annotations[APINames.defaultedScheduleAnnotation] = .string(Defaults.schedule)
        case .drop:
            guard annotations[APINames.defaultedScheduleAnnotation] != nil else { return }
            annotations[APINames.defaultedScheduleAnnotation] = nil
        }
        metadata["annotations"] = .object(annotations)
        members["metadata"] = .object(metadata)
        let path = FieldPath("metadata").field("annotations").key(APINames.defaultedScheduleAnnotation)
        if changed.last != path { changed.append(path) }
    }
}

// MARK: - Filling in

extension Defaulting {
    private static let spec = FieldPath("spec")
    private static let customCA = spec.field("repository").field("customCA")

    /// Sets a field that is absent; false if there is one.
    @discardableResult private mutating func fill(
        _ name: String,
        with value: JSONValue,
        in object: inout JSONObject,
        at parent: FieldPath = Self.spec
    ) -> Bool {
        guard !object.has(name) else { return false }
        object[name] = value
        changed.append(parent.field(name))
        return true
    }
}
