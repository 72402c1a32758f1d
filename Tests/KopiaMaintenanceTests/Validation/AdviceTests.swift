import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// The warnings of requirements §4: each where it belongs, none where it does not.
@Suite struct AdviceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let spec: JSONValue
        let warnings: [String]

        init(_ name: String, _ spec: JSONValue, _ warnings: String...) {
            testDescription = name
            self.spec = spec
            self.warnings = warnings
        }
    }

    private static let deprecated = "spec.schedule is deprecated: move the value to spec.trigger.schedule"
    private static let overridden =
        "spec.schedule is deprecated and ignored: spec.trigger.schedule overrides it; remove spec.schedule"

    private static func often(_ field: String) -> String {
        "\(field) runs more often than hourly: maintenance may delay backups; choose hourly or longer"
    }

    private static func unknown(_ field: String) -> String {
        "\(field) is unknown: check its spelling; clusters without it leave it out"
    }

    static let cases: [Case] = [
        Case("nothing to say", ["trigger": ["schedule": "0 3 * * *"]]),
        Case("the deprecated field", ["schedule": "0 3 * * *"], deprecated),
        Case("the old CRD's default", ["schedule": "0 2 * * *"]),
        Case(
            "the old CRD's default beside a schedule",
            ["schedule": "0 2 * * *", "trigger": ["schedule": "0 3 * * *"]]
        ),
        Case(
            "the deprecated field beside a schedule",
            ["schedule": "@daily", "trigger": ["schedule": "0 3 * * *"]],
            overridden
        ),
        Case("hourly is not too often", ["trigger": ["schedule": "0 * * * *"]]),
        Case("every half hour", ["trigger": ["schedule": "*/30 * * * *"]], often("spec.trigger.schedule")),
        Case(
            "twice in the same hour of the day",
            ["trigger": ["schedule": "0,30 3 * * *"]],
            often("spec.trigger.schedule")
        ),
        Case("every ten minutes by interval", ["trigger": ["schedule": "@every 10m"]], often("spec.trigger.schedule")),
        Case(
            "every half hour in the deprecated field",
            ["schedule": "*/30 * * * *"],
            often("spec.schedule"),
            deprecated
        ),
        Case(
            "a schedule of the user's that a manual trigger silences",
            ["schedule": "0 5 * * *", "trigger": ["manual": "x"]],
            "spec.schedule is ignored while spec.trigger.manual is set: remove spec.schedule"
        ),
        Case("a schedule that a manual trigger silences", ["schedule": "0 2 * * *", "trigger": ["manual": "x"]]),
        Case(
            "a user without a group, and a cache volume to write to",
            ["podSecurityContext": ["runAsUser": 568], "cacheCapacity": "1Gi"],
            "spec.podSecurityContext.runAsUser without fsGroup: the cache volume may not be writable; set fsGroup too"
        ),
        Case(
            "a user without a group, and a claim of the user's",
            ["podSecurityContext": ["runAsUser": 568], "cachePVC": "c"],
            "spec.podSecurityContext.runAsUser without fsGroup: the cache volume may not be writable; set fsGroup too"
        ),
        Case("a user without a group, whose cache goes with the pod", ["podSecurityContext": ["runAsUser": 568]]),
        Case("a user with a group", ["podSecurityContext": ["runAsUser": 568, "fsGroup": 568]]),
        Case(
            "the user in the container's context",
            ["containerSecurityContext": ["runAsUser": 568]],
            "spec.containerSecurityContext.runAsUser is set: set spec.podSecurityContext.runAsUser instead",
            leftOutDrop,
            leftOutRoot
        ),
        Case(
            "a container's context that leaves out what protects",
            ["containerSecurityContext": [:]],
            leftOutDrop,
            leftOutRoot
        ),
        Case(
            "a container's context that says otherwise",
            ["containerSecurityContext": ["capabilities": ["drop": []], "readOnlyRootFilesystem": false]]
        ),
        Case("a privileged container has all", ["containerSecurityContext": ["privileged": true]], leftOutRoot),
        Case(
            "cache fields beside a claim",
            [
                "cachePVC": "c", "cacheCapacity": "1Gi", "cacheStorageClassName": "s",
                "cacheAccessModes": ["ReadWriteOnce"], "metadataCacheSizeLimitMB": 1, "contentCacheSizeLimitMB": 1,
            ],
            "spec.cacheCapacity is ignored because spec.cachePVC is set: remove one of the two",
            "spec.cacheStorageClassName is ignored because spec.cachePVC is set: remove one of the two",
            "spec.cacheAccessModes is ignored because spec.cachePVC is set: remove one of the two",
            "spec.metadataCacheSizeLimitMB is ignored because spec.cachePVC is set: remove one of the two",
            "spec.contentCacheSizeLimitMB is ignored because spec.cachePVC is set: remove one of the two"
        ),
        Case(
            "fields of the pod that this release does not know",
            [
                "resources": ["limit": [:]], "podSecurityContext": ["runAsUsr": 568, "seLinuxOptions": ["kind": "a"]],
                "containerSecurityContext": ["capabilities": ["dropp": .null]],
                "tolerations": [["kye": "a", "operator": "Exists"]],
                "affinity": ["podAffinty": [:]], "nodeSelector": ["any": "key"],
                "moverVolumes": [
                    ["mountPath": "a", "volumeSource": ["nfs": ["server": "n", "path": "/", "ro": true]]]
                ],
            ],
            leftOutDrop,
            leftOutRoot,
            unknown("spec.resources.limit"),
            unknown("spec.podSecurityContext.runAsUsr"),
            unknown("spec.podSecurityContext.seLinuxOptions.kind"),
            unknown("spec.containerSecurityContext.capabilities.dropp"),
            unknown("spec.tolerations[0].kye"),
            unknown("spec.affinity.podAffinty"),
            unknown("spec.moverVolumes[0].volumeSource.nfs.ro")
        ),
        Case(
            "fields that the definition drops before anybody sees them",
            [
                "podSecurityContext": ["runAsUser": .null],
                "moverVolumes": [
                    ["mountPath": "a", "path": "b", "volumeSource": ["secret": ["secretName": "s"], "x": [:]]]
                ],
            ]
        ),
        Case(
            "fields of a retired design",
            ["repositorySelector": [:], "maintenanceIntervalDays": 7],
            "spec.repositorySelector is ignored (retired design): "
                + "name the repository's Secret in spec.repository.repository",
            "spec.maintenanceIntervalDays is ignored (retired design): "
                + "write a schedule in spec.trigger.schedule"
        ),
        Case(
            "fields that never were",
            [
                "repository": ["name": "r", "namespace": "n"], "repoSecretRef": ["name": "r"],
                "timeoutSeconds": 60, "cache": ["capacity": "1Gi"], "operations": ["full"],
            ],
            "spec.repository.name is ignored (no such field): write the Secret's name in spec.repository.repository",
            "spec.repository.namespace is ignored (no such field): "
                + "the Secret is one of the object's own namespace; remove it",
            "spec.repoSecretRef is ignored (no such field): write the Secret's name in spec.repository.repository",
            "spec.timeoutSeconds is ignored (no such field): write spec.activeDeadlineSeconds",
            "spec.cache is ignored (no such field): "
                + "write spec.cacheCapacity, spec.cacheStorageClassName and spec.cacheAccessModes",
            "spec.operations is ignored (no such field): each run does quick and full maintenance; remove it"
        ),
    ]

    private static let leftOutDrop =
        "spec.containerSecurityContext.capabilities.drop is left out, of default [ALL]: write that, or []"
    private static let leftOutRoot =
        "spec.containerSecurityContext.readOnlyRootFilesystem is left out, of default true: write that, or false"

    @Test("Each piece of advice is given where it applies", arguments: cases)
    func advice(_ example: Case) {
        let object = JSONValue.kopiaMaintenance(example.spec.setting("r", at: "repository", "repository"))
        let validation = Validation(object)
        #expect(validation.warnings == example.warnings)
        #expect(validation.findings.isEmpty, "advice rejects nothing")
        #expect(validation.warnings.allSatisfy { $0.utf8.count <= 120 })
    }
}
