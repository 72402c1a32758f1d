import KubernetesAPI

/// Every field of `spec`, in the order in which the reference presents them and findings are reported.
///
/// This table is the schema: validation walks it, and a test holds the custom resource definition against it.
enum SpecFields {
    static let all: [SpecField] = [
        SpecField("repository", repository, rule: RepositoryRules.findings),
        SpecField("trigger", .object(["schedule": .string, "manual": .string]), rule: TriggerRules.trigger),
        SpecField("schedule", .string, rule: TriggerRules.deprecatedSchedule),
        SpecField("enabled", .boolean),
        SpecField("suspend", .boolean),
        SpecField("successfulJobsHistoryLimit", .int32, passedThrough: LimitRules.notNegative),
        SpecField("failedJobsHistoryLimit", .int32, passedThrough: LimitRules.notNegative),
        SpecField("activeDeadlineSeconds", .int64, passedThrough: LimitRules.activeDeadline),
        SpecField("resources", Shape.resources, passedThrough: PodTemplateRules.resources),
        SpecField("serviceAccountName", .string, passedThrough: NameRules.optionalSubdomain),
        SpecField(
            "podSecurityContext",
            Shape.podSecurityContext,
            passedThrough: PodTemplateRules.podSecurityContext
        ),
        SpecField(
            "containerSecurityContext",
            Shape.containerSecurityContext,
            rule: SecurityContextRules.container
        ),
        SpecField("moverPodLabels", Shape.moverPodLabels, passedThrough: PodTemplateRules.moverPodLabels),
        SpecField("nodeSelector", Shape.nodeSelector, passedThrough: PodTemplateRules.nodeSelector),
        SpecField("tolerations", Shape.tolerations, passedThrough: PodTemplateRules.tolerations),
        SpecField("affinity", Shape.affinity) { spec, path in
            spec.affinity.map { PodTemplateRules.affinity($0, at: path, ofPodsWith: spec.moverPodLabels) } ?? []
        },
        SpecField("cacheCapacity", .quantity, rule: CacheRules.capacity),
        SpecField("cacheStorageClassName", .string, rule: CacheRules.storageClassName),
        SpecField("cacheAccessModes", .array(of: .string), rule: CacheRules.accessModes),
        SpecField("metadataCacheSizeLimitMB", .int32, rule: CacheRules.metadataLimit),
        SpecField("contentCacheSizeLimitMB", .int32, rule: CacheRules.contentLimit),
        SpecField("cachePVC", .string, passedThrough: NameRules.optionalSubdomain),
        SpecField("moverVolumes", Shape.moverVolumes, passedThrough: PodTemplateRules.moverVolumes),
    ]

    private static let repository: Shape = .object([
        "repository": .string,
        "customCA": .object(["configMapName": .string, "secretName": .string, "key": .string]),
        "repositoryType": .string,
    ])

    /// The shape of `spec` as a whole.
    static let shape: Shape = .object(Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.shape) }))
}
