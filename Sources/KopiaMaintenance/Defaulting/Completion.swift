import KubernetesAPI

/// Which defaults a spec gets, by what its user wrote; requirements §3.
struct Completion {
    private let spec: DecodedField?
    /// What defaulting wrote before, and the user did not.
    private let authorship: Authorship

    init(of spec: DecodedField?, by authorship: Authorship) { (self.spec, self.authorship) = (spec, authorship) }

    /// The fields that hold the default, all told.
    var fields: DefaultedFields {
        var fields: DefaultedFields = []
        for field in DefaultedField.independent where !isWritten(field, in: spec) { fields.insert(field) }
        if wantsCustomCAKey { fields.insert(.customCAKey) }
        if wantsSchedule { fields.insert(.schedule) }
        addCache(to: &fields)
        return fields
    }

    private func isWritten(_ field: DefaultedField, in parent: DecodedField?) -> Bool {
        parent?.has(field.name) == true && !authorship.defaulted.has(field)
    }

    private var wantsCustomCAKey: Bool {
        guard let customCA = spec?["repository"]?["customCA"] else { return false }
        return !isWritten(.customCAKey, in: customCA) && !authorship.alone.has(.customCAKey)
    }

    /// An empty tag still says "by hand": it asks for no run yet, and for no schedule either.
    private var wantsSchedule: Bool {
        let trigger = spec?["trigger"]
        return !isWritten(.schedule, in: trigger) && trigger?.has("manual") != true && spec?["schedule"]?.string == nil
    }

    private func addCache(to fields: inout DefaultedFields) {
        guard let spec, spec["cachePVC"]?.nonEmptyString == nil else { return }
        let hasCapacity = isWritten(.cacheCapacity, in: spec)
        let hasModes = isWritten(.cacheAccessModes, in: spec)
        let hasClass = spec["cacheStorageClassName"]?.string != nil
        if hasCapacity || hasClass, !hasModes { fields.insert(.cacheAccessModes) }
        if !hasCapacity, hasClass || hasModes && spec["cacheAccessModes"]?.isList == true {
            fields.insert(.cacheCapacity)
        }
    }
}
