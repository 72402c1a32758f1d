import KubernetesAPI

/// Which defaults a spec gets, by what its user wrote; requirements §3.
struct Completion {
    /// The fields that decide, by their numbers; found in one walk, since every create is asked for all of them.
    private let given: [DecodedField?]
    /// What defaulting wrote before, and the user did not.
    private let authorship: Authorship

    init(of spec: DecodedField?, by authorship: Authorship) {
        given = spec?.fields(Name.table) ?? []
        self.authorship = authorship
    }

    /// The fields of `spec` that a default is for, or depends on.
    private enum Name: Int, CaseIterable {
        case repository, trigger, schedule, cachePVC, cacheStorageClassName, cacheCapacity, cacheAccessModes
        case enabled, suspend, successfulJobsHistoryLimit, failedJobsHistoryLimit, activeDeadlineSeconds
        case resources, podSecurityContext, containerSecurityContext

        static let table = NameTable(allCases.map { "\($0)" })
    }

    /// The defaults that depend on nothing but the absence of their field.
    private static let independent: [(name: Name, field: DefaultedField)] = [
        (.enabled, .enabled), (.suspend, .suspend), (.successfulJobsHistoryLimit, .successfulJobsHistoryLimit),
        (.failedJobsHistoryLimit, .failedJobsHistoryLimit), (.activeDeadlineSeconds, .activeDeadlineSeconds),
        (.resources, .resources), (.podSecurityContext, .podSecurityContext),
        (.containerSecurityContext, .containerSecurityContext),
    ]

    private subscript(name: Name) -> DecodedField? { given.isEmpty ? nil : given[name.rawValue] }

    /// The fields that hold the default, all told.
    var fields: DefaultedFields {
        var fields: DefaultedFields = []
        for (name, field) in Self.independent where !isWritten(field, self[name]) { fields.insert(field) }
        if wantsCustomCAKey { fields.insert(.customCAKey) }
        if wantsSchedule { fields.insert(.schedule) }
        addCache(to: &fields)
        return fields
    }

    private func isWritten(_ field: DefaultedField, _ value: DecodedField?) -> Bool {
        value != nil && !authorship.defaulted.has(field)
    }

    private var wantsCustomCAKey: Bool {
        guard let customCA = self[.repository]?["customCA"] else { return false }
        return !isWritten(.customCAKey, customCA["key"]) && !authorship.alone.has(.customCAKey)
    }

    /// An empty tag still says "by hand": it asks for no run yet, and for no schedule either.
    private var wantsSchedule: Bool {
        let trigger = self[.trigger]
        return !isWritten(.schedule, trigger?["schedule"]) && trigger?.has("manual") != true
            && self[.schedule]?.string == nil
    }

    private func addCache(to fields: inout DefaultedFields) {
        guard self[.cachePVC]?.nonEmptyString == nil else { return }
        let hasCapacity = isWritten(.cacheCapacity, self[.cacheCapacity])
        let hasModes = isWritten(.cacheAccessModes, self[.cacheAccessModes])
        let hasClass = self[.cacheStorageClassName]?.string != nil
        if hasCapacity || hasClass, !hasModes { fields.insert(.cacheAccessModes) }
        if !hasCapacity, hasClass || hasModes && self[.cacheAccessModes]?.isList == true {
            fields.insert(.cacheCapacity)
        }
    }
}
