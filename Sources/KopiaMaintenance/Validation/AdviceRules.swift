import CronSchedule
import KubernetesAPI

/// What is worth telling a user whose object is admitted; each line says what to do.
enum AdviceRules {
    /// The warnings about a spec, in field order.
    ///
    /// Of a spec that `isPlain` nobody needs to look for fields that are unknown or retired.
    static func warnings(for spec: DecodedField, isPlain: Bool) -> [String] {
        var warnings: [String] = []
        schedules(spec, into: &warnings)
        repository(spec, into: &warnings)
        securityContexts(spec, into: &warnings)
        ignoredCacheFields(spec, into: &warnings)
        if !isPlain {
            unknownFields(spec, into: &warnings)
            retiredFields(spec, into: &warnings)
        }
        return warnings
    }

    private static func schedules(_ spec: DecodedField, into warnings: inout [String]) {
        let trigger = spec["trigger"]
        let isManual = trigger?["manual"]?.nonEmptyString != nil
        let (schedule, deprecated) = (trigger?["schedule"]?.string, spec["schedule"]?.string)
        if !isManual, let effective = schedule ?? deprecated {
            frequency(of: effective, schedule == nil ? "spec.schedule" : "spec.trigger.schedule", into: &warnings)
        }
        guard let deprecated, deprecated != Defaults.schedule else { return }
        let advice =
            if isManual {
                "ignored while spec.trigger.manual is set: remove spec.schedule"
            } else if schedule != nil {
                "deprecated and ignored: spec.trigger.schedule overrides it; remove spec.schedule"
            } else {
                "deprecated: move the value to spec.trigger.schedule"
            }
        warnings.append("spec.schedule is \(advice)")
    }

    /// Maintenance that runs more often than this competes with the backups it serves.
    private static let hour: Duration = .seconds(3600)

    private static func frequency(of text: String, _ field: String, into warnings: inout [String]) {
        guard let schedule = try? CronSchedule(parsing: text), schedule.shortestInterval < hour else { return }
        warnings.append("\(field) runs more often than hourly: maintenance may delay backups; choose hourly or longer")
    }

    private static func repository(_ spec: DecodedField, into warnings: inout [String]) {
        guard let repository = spec["repository"] else { return }
        for (field, advice) in MisnamedFields.ofRepository where repository.has(field) {
            warnings.append("spec.repository.\(field) is ignored (no such field): \(advice)")
        }
    }

    private static func securityContexts(_ spec: DecodedField, into warnings: inout [String]) {
        // The volume that a run gets without a claim is anybody's to write to.
        let hasClaim = spec.has("cacheCapacity") || spec["cachePVC"]?.nonEmptyString != nil
        if hasClaim, let pod = spec["podSecurityContext"], pod.has("runAsUser"), !pod.has("fsGroup") {
            warnings.append(
                "spec.podSecurityContext.runAsUser without fsGroup: the cache volume may not be writable; set fsGroup too"
            )
        }
        if spec["containerSecurityContext"]?.has("runAsUser") == true {
            warnings.append(
                "spec.containerSecurityContext.runAsUser is set: set spec.podSecurityContext.runAsUser instead"
            )
        }
        if let container = spec["containerSecurityContext"] { leftOut(of: container, into: &warnings) }
    }

    /// A context of the user's takes the place of the default as a whole, and few mean to give up all of that.
    private static func leftOut(of container: DecodedField, into warnings: inout [String]) {
        if container["capabilities"]?.has("drop") != true, container["privileged"]?.bool != true {
            warnings.append(
                "spec.containerSecurityContext.capabilities.drop is left out, of default [ALL]: write that, or []"
            )
        }
        if !container.has("readOnlyRootFilesystem") {
            warnings.append(
                "spec.containerSecurityContext.readOnlyRootFilesystem is left out, of default true: write that, or false"
            )
        }
    }

    private static let cacheFields = [
        "cacheCapacity", "cacheStorageClassName", "cacheAccessModes", "metadataCacheSizeLimitMB",
        "contentCacheSizeLimitMB",
    ]

    private static func ignoredCacheFields(_ spec: DecodedField, into warnings: inout [String]) {
        guard spec["cachePVC"]?.nonEmptyString != nil else { return }
        warnings += cacheFields.filter(spec.has)
            .map { "spec.\($0) is ignored because spec.cachePVC is set: remove one of the two" }
    }

    /// More warnings of forty bytes than an API server lets through, which stops at 4096 bytes.
    private static let unknownLimit = 100

    /// A slip of the pen in a part that goes into the pod as it is would otherwise show only in how a run differs.
    private static func unknownFields(_ spec: DecodedField, into warnings: inout [String]) {
        warnings += PassedThroughFields.unknown(in: KopiaMaintenanceSpec(spec.value), atMost: unknownLimit)
            .map { "\($0) is unknown: check its spelling; clusters without it leave it out" }
    }

    private static func retiredFields(_ spec: DecodedField, into warnings: inout [String]) {
        for (field, advice) in RetiredFields.all where spec.has(field) {
            warnings.append("spec.\(field) is ignored (retired design): \(advice)")
        }
        for (field, advice) in MisnamedFields.all where spec.has(field) {
            warnings.append("spec.\(field) is ignored (no such field): \(advice)")
        }
    }
}
