import KubernetesAPI

/// Every field of `spec`, in the order in which the reference presents them and findings are reported.
///
/// This table is the schema: validation walks it, and a test holds the custom resource definition against it.
enum SpecFields {
    static let all = current + (RetiredFields.all + MisnamedFields.all).map { SpecField(retired: $0.name) }

    private static let current: [SpecField] = [
        SpecField("repository", repository, always: RepositoryRules.check),
        SpecField("trigger", .object(["schedule": .string, "manual": .string]), rule: TriggerRules.trigger),
        SpecField("schedule", .string, rule: TriggerRules.schedule),
        SpecField("enabled", .boolean),
        SpecField("suspend", .boolean),
        SpecField("successfulJobsHistoryLimit", .int32, rule: LimitRules.notNegative),
        SpecField("failedJobsHistoryLimit", .int32, rule: LimitRules.notNegative),
        SpecField("activeDeadlineSeconds", .int64, rule: LimitRules.activeDeadline),
        SpecField("ttlSecondsAfterFinished", .int32, rule: LimitRules.notNegative),
        SpecField("resources", Shape.resources) { PodTemplateRules.resources($0, on: $2, into: &$3) },
        SpecField("serviceAccountName", .string, rule: NameRules.optionalSubdomain),
        SpecField(
            "podSecurityContext",
            Shape.podSecurityContext,
            onCluster: PodTemplateRules.podSecurityContext
        ),
        SpecField(
            "containerSecurityContext",
            Shape.containerSecurityContext,
            onCluster: PodTemplateRules.containerSecurityContext
        ),
        SpecField("moverPodLabels", Shape.moverPodLabels, rule: PodTemplateRules.moverPodLabels),
        SpecField("nodeSelector", Shape.nodeSelector, rule: PodTemplateRules.nodeSelector),
        SpecField("tolerations", Shape.tolerations) { PodTemplateRules.tolerations($0, on: $2, into: &$3) },
        SpecField("affinity", Shape.affinity) { affinity, spec, _, findings in
            PodTemplateRules.affinity(affinity, ofPodsWith: spec["moverPodLabels"], into: &findings)
        },
        SpecField("cacheCapacity", .quantity, inSpec: CacheRules.capacity),
        SpecField("cacheStorageClassName", .string, inSpec: CacheRules.storageClassName),
        SpecField("cacheAccessModes", .array(of: .string), inSpec: CacheRules.accessModes),
        SpecField("metadataCacheSizeLimitMB", .int32, inSpec: CacheRules.sizeLimit),
        SpecField("contentCacheSizeLimitMB", .int32, inSpec: CacheRules.sizeLimit),
        SpecField("cachePVC", .string, rule: NameRules.optionalSubdomain),
        SpecField("moverVolumes", Shape.moverVolumes, rule: PodTemplateRules.moverVolumes),
    ]

    private static let repository: Shape = .object(
        ShapeFields(
            [
                "repository": .string,
                "customCA": .object(["configMapName": .string, "secretName": .string, "key": .string]),
                "repositoryType": .string,
                "name": .any,
                "namespace": .any,
            ],
            textMeans: "repository"
        )
    )

    /// The fields' names, numbered as the fields are.
    static let names = NameTable(all.map(\.name))

    /// The shape of `spec` as a whole.
    static let shape: Shape = .object(
        ShapeFields(Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.shape) }))
    )

    /// The same, for what stands in a document.
    static let table = ShapeTable(shape)
}
