import CronSchedule
import KubernetesAPI

/// What is worth telling a user whose object is admitted; each line says what to do.
enum AdviceRules {
    /// The warnings about an object, in field order.
    ///
    /// Of an object that `isPlain` nobody needs to look for unknown fields.
    static func warnings(for object: KopiaMaintenance, isPlain: Bool) -> [String] {
        guard object.json["spec"]?.object != nil else { return [] }
        let spec = object.spec
        return frequency(spec) + deprecatedSchedule(spec) + securityContexts(spec) + ignoredCacheFields(spec)
            + (isPlain ? [] : unknownFields(spec)) + retiredFields(spec)
    }

    /// Maintenance that runs more often than this competes with the backups it serves.
    private static let hour: Duration = .seconds(3600)

    private static func frequency(_ spec: KopiaMaintenanceSpec) -> [String] {
        guard let text = spec.effectiveSchedule, let schedule = try? CronSchedule(parsing: text),
            schedule.shortestInterval < hour
        else { return [] }
        let field = spec.trigger.schedule == nil ? "spec.schedule" : "spec.trigger.schedule"
        return ["\(field) runs more often than hourly: maintenance may delay backups; choose hourly or longer"]
    }

    private static func deprecatedSchedule(_ spec: KopiaMaintenanceSpec) -> [String] {
        guard let schedule = spec.deprecatedSchedule, schedule != Defaults.schedule else { return [] }
        if spec.trigger.manual != nil {
            return ["spec.schedule is ignored while spec.trigger.manual is set: remove spec.schedule"]
        }
        if spec.trigger.schedule != nil {
            return ["spec.schedule is deprecated and ignored: spec.trigger.schedule overrides it; remove spec.schedule"]
        }
        return ["spec.schedule is deprecated: move the value to spec.trigger.schedule"]
    }

    private static func securityContexts(_ spec: KopiaMaintenanceSpec) -> [String] {
        var warnings: [String] = []
        if let pod = spec.podSecurityContext, pod.has("runAsUser"), !pod.has("fsGroup") {
            warnings.append(
                "spec.podSecurityContext.runAsUser without fsGroup: the cache volume may not be writable; set fsGroup too"
            )
        }
        if spec.containerSecurityContext?.has("runAsUser") == true {
            warnings.append(
                "spec.containerSecurityContext.runAsUser is set: set spec.podSecurityContext.runAsUser instead"
            )
        }
        return warnings
    }

    private static let cacheFields = [
        "cacheCapacity", "cacheStorageClassName", "cacheAccessModes", "metadataCacheSizeLimitMB",
        "contentCacheSizeLimitMB",
    ]

    private static func ignoredCacheFields(_ spec: KopiaMaintenanceSpec) -> [String] {
        guard spec.cache.pvcName != nil else { return [] }
        return cacheFields.filter(spec.json.has)
            .map { "spec.\($0) is ignored because spec.cachePVC is set: remove one of the two" }
    }

    /// A slip of the pen in a part that goes into the pod as it is would otherwise show only in how a run differs.
    private static func unknownFields(_ spec: KopiaMaintenanceSpec) -> [String] {
        PassedThroughFields.unknown(in: spec).map {
            "\($0) is unknown: check its spelling; clusters without it leave it out"
        }
    }

    private static func retiredFields(_ spec: KopiaMaintenanceSpec) -> [String] {
        RetiredFields.all.filter { spec.json.has($0.name) }
            .map { "spec.\($0.name) is ignored (retired design): \($0.advice)" }
    }
}
