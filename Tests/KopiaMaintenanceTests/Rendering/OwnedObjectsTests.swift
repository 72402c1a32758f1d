import KopiaMaintenance
import KubernetesAPI
import Manifests
import Testing

@Suite struct OwnedObjectsTests {
    private static let owner: JSONValue = [
        [
            "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance", "name": "nightly",
            "uid": "c0ffee00-0000-4000-8000-000000000001", "controller": true, "blockOwnerDeletion": true,
        ]
    ]

    private static let labels: JSONValue = [
        "volsync.backube/kopia-maintenance": "true", "volsync.backube/maintenance-name": "nightly",
        "app.kubernetes.io/name": "volsync", "app.kubernetes.io/component": "kopia-maintenance",
        "app.kubernetes.io/managed-by": "volsync",
    ]

    @Test("The CronJob has the schedule, the zone, and a deadline for late starts")
    func cronJob() throws {
        let options = RenderingOptions(timeZone: "Europe/Berlin", startingDeadline: .seconds(600))
        let cronJob = try #require(RenderingFixtures.rendering(options: options).cronJob())
        #expect(cronJob["apiVersion"] == "batch/v1")
        #expect(cronJob["kind"] == "CronJob")
        #expect(cronJob["metadata"]?["name"] == "kopia-maint-nightly-0c995b82cfc71772")
        #expect(cronJob["metadata"]?["namespace"] == "prod")
        #expect(cronJob["metadata"]?["labels"] == Self.labels)
        #expect(cronJob["metadata"]?["ownerReferences"] == Self.owner)
        #expect(
            cronJob["spec"]?.without("jobTemplate") == [
                "schedule": "0 2 * * *", "timeZone": "Europe/Berlin", "startingDeadlineSeconds": 600,
                "concurrencyPolicy": "Forbid", "suspend": false, "successfulJobsHistoryLimit": 3,
                "failedJobsHistoryLimit": 100,
            ]
        )
    }

    @Test("The CronJob of a minimal object is small, and a person sees its pod on two screens")
    func size() throws {
        let cronJob = try #require(RenderingFixtures.rendering().cronJob())
        // While the scripts stood in it, it had 29,269 bytes; each of its Jobs and pods repeats them.
        #expect(cronJob.jsonByteCount <= 4096)
        let pod = RenderingFixtures.pod()["spec"] ?? .null
        #expect(pod.yamlText.split(separator: "\n").count <= 2 * 50)
    }

    @Test("Scheduled Jobs bear the labels themselves, not only by what the API server infers")
    func jobTemplate() throws {
        let template = try #require(RenderingFixtures.rendering().cronJob()?["spec"]?["jobTemplate"])
        #expect(
            template["metadata"]?["labels"] == [
                "volsync.backube/kopia-maintenance": "true", "volsync.backube/maintenance-name": "nightly",
            ]
        )
    }

    @Test("A Job retries, ends in time, and gives up at once on a mistake in the configuration")
    func jobSpec() {
        let job = RenderingFixtures.rendering(["activeDeadlineSeconds": 43200]).manualJob(tag: "x")
        #expect(
            job["spec"]?.without("template") == [
                "backoffLimit": 5,
                "activeDeadlineSeconds": 43200,
                "podFailurePolicy": [
                    "rules": [
                        [
                            "action": "FailJob",
                            "onExitCodes": [
                                "containerName": "kopia-maintenance", "operator": "In", "values": [78],
                            ],
                        ]
                    ]
                ],
            ]
        )
    }

    @Test("B15: a manual Job says which tag it is for, and no clock takes its verdict away")
    func manualJob() {
        let job = RenderingFixtures.rendering(["ttlSecondsAfterFinished": 5]).manualJob(tag: "run 1")
        #expect(job["kind"] == "Job")
        #expect(job["metadata"]?["annotations"] == ["volsync.backube/manual-trigger": "run 1"])
        #expect(job["metadata"]?["ownerReferences"] == Self.owner)
        #expect(
            job["metadata"]?["labels"] == [
                "volsync.backube/kopia-maintenance": "true", "volsync.backube/maintenance-name": "nightly",
                "volsync.backube/maintenance-type": "manual",
            ]
        )
        #expect(job["spec"]?["ttlSecondsAfterFinished"] == nil)
    }

    struct Suspension: Sendable, CustomTestStringConvertible {
        let suspend: JSONValue?
        let held: Bool
        let expected: JSONValue

        var testDescription: String { "suspend \(suspend?.bool.map(String.init) ?? "absent"), held \(held)" }
    }

    @Test(
        "The CronJob is suspended when the user or the controller says so",
        arguments: [
            Suspension(suspend: nil, held: false, expected: false),
            Suspension(suspend: false, held: true, expected: true),
            Suspension(suspend: true, held: false, expected: true),
            Suspension(suspend: true, held: true, expected: true),
        ]
    )
    func suspension(_ example: Suspension) {
        let cronJob = RenderingFixtures.rendering(["suspend": example.suspend]).cronJob(held: example.held)
        #expect(cronJob?["spec"]?["suspend"] == example.expected)
    }

    @Test("A shorter deadline holds while a schedule changes, but never under ten seconds")
    func startingDeadline() {
        let rendering = RenderingFixtures.rendering()
        #expect(rendering.cronJob()?["spec"]?["startingDeadlineSeconds"] == 3600)
        #expect(rendering.cronJob(startingDeadline: .seconds(60))?["spec"]?["startingDeadlineSeconds"] == 60)
        #expect(rendering.cronJob(startingDeadline: .seconds(1))?["spec"]?["startingDeadlineSeconds"] == 10)
    }

    @Test(
        "An interval is shorter than the deadline, or the CronJob controller would wait for its end for ever",
        arguments: [
            ("@every 2h", 7200 + 3600), ("@every 90m", 5400 + 3600), ("@every 1s", 3601),
            // 292 years, the longest that Go knows.
            ("@every 2562047h", 9_223_372_036), ("@every 2562046h", 9_223_369_200),
        ] as [(String, Int64)]
    )
    func interval(schedule: String, deadline: Int64) {
        let cronJob = RenderingFixtures.rendering(["trigger": ["schedule": .string(schedule)]]).cronJob()
        #expect(cronJob?["spec"]?["startingDeadlineSeconds"] == .number(JSONNumber(deadline)))
    }

    struct Schedule: Sendable, CustomTestStringConvertible {
        let trigger: JSONValue?
        let deprecated: JSONValue?
        let expected: JSONValue?

        var testDescription: String { "\(trigger?.jsonText ?? "no trigger"), \(deprecated?.jsonText ?? "no schedule")" }
    }

    @Test(
        "The trigger's schedule comes before the deprecated one, a manual trigger before both",
        arguments: [
            Schedule(trigger: ["schedule": "@daily"], deprecated: "0 2 * * *", expected: "@daily"),
            Schedule(trigger: nil, deprecated: "0 3 * * *", expected: "0 3 * * *"),
            Schedule(trigger: ["manual": "x"], deprecated: "0 2 * * *", expected: nil),
        ]
    )
    func schedule(_ example: Schedule) {
        let rendering = RenderingFixtures.rendering(["trigger": example.trigger, "schedule": example.deprecated])
        #expect(rendering.cronJob()?["spec"]?["schedule"] == example.expected)
    }

    @Test("The object gets a ServiceAccount without rights or token, unless the user names one")
    func serviceAccount() throws {
        let account = try #require(RenderingFixtures.rendering().serviceAccount)
        #expect(account["metadata"]?["name"] == "kopia-maint-nightly-0c995b82cfc71772")
        #expect(account["automountServiceAccountToken"] == false)
        #expect(account["metadata"]?["labels"] == Self.labels)
        #expect(account["metadata"]?["ownerReferences"] == Self.owner)
        #expect(RenderingFixtures.rendering(["serviceAccountName": "mine"]).serviceAccount == nil)
    }

    struct Wanted: Sendable, CustomTestStringConvertible {
        let fields: KeyValuePairs<String, JSONValue?>
        let kinds: [String]

        var testDescription: String {
            fields.map { "\($0.key): \($0.value?.jsonText ?? "absent")" }.joined(separator: ", ")
        }
    }

    @Test(
        "An object asks for what its fields say",
        arguments: [
            Wanted(fields: [:], kinds: ["ConfigMap", "ServiceAccount", "CronJob"]),
            Wanted(fields: ["suspend": true], kinds: ["ConfigMap", "ServiceAccount", "CronJob"]),
            Wanted(fields: ["enabled": false], kinds: ["ServiceAccount"]),
            Wanted(
                fields: ["cacheCapacity": "1Gi", "serviceAccountName": "mine"],
                kinds: ["ConfigMap", "PersistentVolumeClaim", "CronJob"]
            ),
            Wanted(fields: ["trigger": ["manual": "x"]], kinds: ["ConfigMap", "ServiceAccount", "Job"]),
            Wanted(fields: ["trigger": ["manual": "x"], "suspend": true], kinds: ["ServiceAccount"]),
        ]
    )
    func objects(_ example: Wanted) {
        #expect(RenderingFixtures.rendering(example.fields).objects.compactMap { $0["kind"]?.string } == example.kinds)
    }

    @Test("The same object gives the same bytes")
    func deterministic() {
        let fields: KeyValuePairs<String, JSONValue?> = [
            "moverPodLabels": ["z": "1", "a": "2", "m": "3"], "nodeSelector": ["z": "1", "a": "2"],
        ]
        let first = RenderingFixtures.rendering(fields).cronJob()?.jsonText
        #expect(first == RenderingFixtures.rendering(fields).cronJob()?.jsonText)
        #expect(first != nil)
    }

    @Test("An object that validation would reject is rendered without a crash")
    func total() {
        for spec in [.null, [], [:], ["repository": 1, "moverVolumes": [1, [:]], "podSecurityContext": "x"]]
            as [JSONValue]
        {
            let rendering = Rendering(of: RenderingFixtures.object(spec), options: RenderingOptions())
            #expect(rendering.manualJob(tag: "")["spec"]?["template"] != nil)
            #expect(rendering.cacheClaim == nil)
        }
    }
}
