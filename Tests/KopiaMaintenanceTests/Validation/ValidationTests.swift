import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// The rules of requirements §4 that concern the resource's own fields, one by one.
@Suite struct ValidationTests {
    /// A spec, completed with a repository where it names none, and the line of each mistake.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let spec: JSONValue
        let lines: [String]

        init(_ name: String, _ spec: JSONValue, _ lines: String...) {
            testDescription = name
            self.spec = spec
            self.lines = lines
        }
    }

    private static let subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

    private static let wanted = "name the Secret, in this namespace, that says how to reach the repository"
    private static let tag254 = String(repeating: "x", count: 254)

    static let repository: [Case] = [
        Case("a Secret's name", ["repository": ["repository": "prod-backup-config"]]),
        Case("no repository", ["repository": .null], "spec.repository.repository: Required value: \(wanted)"),
        Case("no name", ["repository": [:]], "spec.repository.repository: Required value: \(wanted)"),
        Case(
            "an empty name",
            ["repository": ["repository": ""]],
            "spec.repository.repository: Required value: \(wanted)"
        ),
        Case(
            "a name that no Secret can have",
            ["repository": ["repository": "Prod_Backup"]],
            "spec.repository.repository: Invalid value: \"Prod_Backup\": \(subdomain)"
        ),
        Case(
            "a certificate authority from a ConfigMap",
            ["repository": ["repository": "r", "customCA": ["configMapName": "ca", "key": "bundle.pem"]]]
        ),
        Case(
            "two sources of a certificate authority",
            ["repository": ["repository": "r", "customCA": ["configMapName": "ca", "secretName": "ca"]]],
            "spec.repository.customCA: Forbidden: configMapName and secretName are mutually exclusive: keep one of them"
        ),
        Case(
            "two sources of a certificate authority, none of which can be",
            ["repository": ["repository": "r", "customCA": ["configMapName": "a b", "secretName": "C"]]],
            "spec.repository.customCA: Forbidden: configMapName and secretName are mutually exclusive: keep one of them",
            "spec.repository.customCA.configMapName: Invalid value: \"a b\": \(subdomain)",
            "spec.repository.customCA.secretName: Invalid value: \"C\": \(subdomain)"
        ),
        Case(
            "no source of a certificate authority",
            ["repository": ["repository": "r", "customCA": [:]]],
            "spec.repository.customCA: Required value: "
                + "set configMapName or secretName to the object that holds the certificate"
        ),
        Case(
            "a key that no ConfigMap can have",
            ["repository": ["repository": "r", "customCA": ["secretName": "ca", "key": "a/b"]]],
            "spec.repository.customCA.key: Invalid value: \"a/b\": a valid config key must consist of alphanumeric "
                + "characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for "
                + "validation is '[-._a-zA-Z0-9]+')"
        ),
    ]

    static let triggers: [Case] = [
        Case("a schedule", ["trigger": ["schedule": "0 3 * * *"]]),
        Case(
            "a schedule that nobody needs to be so long",
            ["trigger": ["schedule": .string(String(repeating: "1,", count: 600) + "* * * * *")]],
            "spec.trigger.schedule: Too long: may not be more than 1024 bytes"
        ),
        Case("a manual tag", ["trigger": ["manual": "run-maintenance-2024-01-15"]]),
        Case(
            "both triggers",
            ["trigger": ["schedule": "0 3 * * *", "manual": "x"]],
            "spec.trigger: Forbidden: schedule and manual are mutually exclusive: remove one of them; "
                + "for one run beside a schedule: "
                + "kubectl annotate kopiamaintenance NAME volsync.backube/run-requested=TAG --overwrite"
        ),
        Case(
            "a schedule with a manual trigger that asks for nothing",
            ["trigger": ["schedule": "0 3 * * *", "manual": ""]]
        ),
        Case("the deprecated field with a manual trigger", ["schedule": "0 2 * * *", "trigger": ["manual": "x"]]),
        Case("a tag of 253 characters", ["trigger": ["manual": .string(String(tag254.dropLast()))]]),
        Case(
            "a tag of 254 characters",
            ["trigger": ["manual": .string(tag254)]],
            "spec.trigger.manual: Too long: may not be more than 253 characters"
        ),
        Case(
            "a tag with a line break",
            ["trigger": ["manual": "a\nb"]],
            "spec.trigger.manual: Invalid value: \"a\\nb\": must not contain control characters such as line breaks or tabs"
        ),
    ]

    static let limits: [Case] = [
        Case("no history", ["successfulJobsHistoryLimit": 0, "failedJobsHistoryLimit": 0]),
        Case(
            "a negative history",
            ["successfulJobsHistoryLimit": -1, "failedJobsHistoryLimit": -2],
            "spec.successfulJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
            "spec.failedJobsHistoryLimit: Invalid value: -2: must be greater than or equal to 0"
        ),
        Case("Jobs that go at once", ["ttlSecondsAfterFinished": 0]),
        Case(
            "Jobs that go before their end",
            ["ttlSecondsAfterFinished": -1],
            "spec.ttlSecondsAfterFinished: Invalid value: -1: must be greater than or equal to 0"
        ),
        Case(
            "a time that the API server would not take either",
            ["ttlSecondsAfterFinished": 2_147_483_648],
            "spec.ttlSecondsAfterFinished: Invalid value: 2147483648: must be between -2147483648 and 2147483647"
        ),
        Case("ten minutes", ["activeDeadlineSeconds": 600]),
        Case(
            "less than ten minutes",
            ["activeDeadlineSeconds": 599],
            "spec.activeDeadlineSeconds: Invalid value: 599: must be greater than or equal to 600"
        ),
        Case(
            "a negative cache limit",
            ["metadataCacheSizeLimitMB": -1, "contentCacheSizeLimitMB": -1],
            "spec.metadataCacheSizeLimitMB: Invalid value: -1: must be greater than or equal to 0",
            "spec.contentCacheSizeLimitMB: Invalid value: -1: must be greater than or equal to 0"
        ),
    ]

    static let cache: [Case] = [
        Case("a capacity", ["cacheCapacity": "10Gi"]),
        Case("a capacity as a number", ["cacheCapacity": 1024]),
        Case("a capacity between blanks", ["cacheCapacity": " 10Gi "]),
        Case(
            "a capacity after a line break",
            ["cacheCapacity": "\n10Gi"],
            "spec.cacheCapacity: Invalid value: \"\\n10Gi\": \(Quantity.grammar), for instance 10Gi or 500M"
        ),
        Case(
            "no capacity at all",
            ["cacheCapacity": "0"],
            "spec.cacheCapacity: Invalid value: \"0\": must be greater than zero"
        ),
        Case(
            "less than none",
            ["cacheCapacity": "-1Gi"],
            "spec.cacheCapacity: Invalid value: \"-1Gi\": must be greater than zero"
        ),
        Case("an empty class", ["cacheStorageClassName": ""]),
        Case(
            "a class that cannot be",
            ["cacheStorageClassName": "Fast"],
            "spec.cacheStorageClassName: Invalid value: \"Fast\": \(subdomain)"
        ),
        Case("one access mode for one pod", ["cacheAccessModes": ["ReadWriteOncePod"]]),
        Case(
            "an access mode that is none",
            ["cacheAccessModes": ["ReadWriteSometimes"]],
            "spec.cacheAccessModes[0]: Unsupported value: \"ReadWriteSometimes\": supported values: \"ReadOnlyMany\", "
                + "\"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\""
        ),
        Case(
            "an access mode twice",
            ["cacheAccessModes": ["ReadWriteOnce", "ReadWriteOnce"]],
            "spec.cacheAccessModes[1]: Duplicate value: \"ReadWriteOnce\""
        ),
        Case(
            "ReadWriteOncePod with another",
            ["cacheAccessModes": ["ReadWriteOncePod", "ReadWriteOnce"]],
            "spec.cacheAccessModes: Forbidden: may not use ReadWriteOncePod with other access modes"
        ),
        Case(
            "an empty list of access modes",
            ["cacheAccessModes": []],
            "spec.cacheAccessModes: Required value: at least 1 access mode is required"
        ),
        Case(
            "what a claim of the user's makes irrelevant",
            ["cachePVC": "c", "cacheAccessModes": [], "cacheCapacity": "0"]
        ),
        Case(
            "a claim that cannot be",
            ["cachePVC": "My_Claim"],
            "spec.cachePVC: Invalid value: \"My_Claim\": \(subdomain)"
        ),
        Case(
            "a service account that cannot be",
            ["serviceAccountName": "-a"],
            "spec.serviceAccountName: Invalid value: \"-a\": \(subdomain)"
        ),
    ]

    static let types: [Case] = [
        Case("spec as a number", 7, "spec: Invalid value: 7: must be an object"),
        Case(
            "the captured request with wrong types",
            [
                "cacheCapacity": 10, "repository": ["repository": 7],
                "resources": ["requests": ["cpu": 1, "memory": "256Mi"]], "successfulJobsHistoryLimit": "three",
            ],
            "spec.repository.repository: Invalid value: 7: must be a string",
            "spec.successfulJobsHistoryLimit: Invalid value: \"three\": must be an integer"
        ),
        Case("repository as a list", ["repository": []], "spec.repository: Invalid value: []: must be an object"),
        Case(
            "enabled as a word",
            ["enabled": "yes"],
            "spec.enabled: Invalid value: \"yes\": must be a boolean (true or false)"
        ),
        Case(
            "a fraction of a Job",
            ["failedJobsHistoryLimit": .number(JSONNumber(validated: "1.5"))],
            "spec.failedJobsHistoryLimit: Invalid value: 1.5: must be an integer"
        ),
        Case(
            "more than an int32",
            ["failedJobsHistoryLimit": 2_147_483_648],
            "spec.failedJobsHistoryLimit: Invalid value: 2147483648: must be between -2147483648 and 2147483647"
        ),
        Case(
            "an access mode as a number",
            ["cacheAccessModes": [1]],
            "spec.cacheAccessModes[0]: Invalid value: 1: must be a string"
        ),
        Case(
            "a label as a number",
            ["moverPodLabels": ["a": 1]],
            "spec.moverPodLabels[a]: Invalid value: 1: must be a string"
        ),
        Case("null is absent", ["enabled": .null, "cacheAccessModes": .null, "trigger": ["schedule": .null]]),
    ]

    @Test("Each rule gives its finding and no other", arguments: repository + triggers + limits + cache + types)
    func findings(_ example: Case) {
        var spec = example.spec
        if var object = spec.object, object["repository"] == nil {
            object["repository"] = ["repository": "r"]
            spec = .object(object)
        }
        #expect(Validation(.kopiaMaintenance(spec)).findings.map(\.description) == example.lines)
    }

    @Test("An object without a spec is told so")
    func missingSpec() {
        let validation = Validation(["kind": "KopiaMaintenance", "metadata": ["name": "x"]])
        #expect(validation.findings.map(\.path.description) == ["spec.repository.repository"])
    }

    @Test("All mistakes come at once, in field order")
    func order() {
        let spec: JSONValue = [
            "cachePVC": "A", "moverPodLabels": 1, "repository": ["repository": ""], "failedJobsHistoryLimit": -1,
            "serviceAccountName": "B", "schedule": true,
        ]
        #expect(
            Validation(.kopiaMaintenance(spec)).findings.map(\.path.description) == [
                "spec.repository.repository", "spec.schedule", "spec.failedJobsHistoryLimit",
                "spec.serviceAccountName", "spec.moverPodLabels", "spec.cachePVC",
            ]
        )
    }
}
