import KopiaMaintenance
import KubernetesAPI
import TestSupport

@testable import kubectl_kopia_maintenance

/// A cluster with something to show for each command.
enum ScreenWorld {
    typealias Sample = SampleMaintenance

    /// Runs a test with it.
    static func run(_ body: (FakeClusterRun) async throws -> Void) async throws {
        try await run(storing: maintenances + [daily, often, source, secret] + programs) { run in
            try storeRuns(of: "nightly", run)
            try await body(run)
        }
    }

    /// Runs a test with a cluster that has these objects alone.
    static func run(storing objects: [JSONValue], _ body: (FakeClusterRun) async throws -> Void) async throws {
        try await FakeClusterRun.run(resources: FakeResource.standard + resources) { run in
            for object in objects { try run.store(object) }
            try await body(run)
        }
    }

    private static let resources = [
        FakeResource(group: "apps", version: "v1", kind: "Deployment", plural: "deployments"),
        FakeResource(
            group: "volsync.backube",
            version: "v1alpha1",
            kind: "ReplicationSource",
            plural: "replicationsources"
        ),
    ]

    /// What a command reads of the namespace that it looks at by itself.
    static func summaries(_ run: FakeClusterRun) -> [MaintenanceSummary] {
        let objects = run.server.cluster.objects("KopiaMaintenance")
            .filter { $0["metadata"]?["namespace"] == "backup" }
        return objects.map { Sample.summary($0, jobs: run.server.cluster.objects("Job")) }
    }

    private static let maintenances = [
        Sample.object(
            "byhand",
            spec: ["trigger": ["manual": "备份前"]],
            reason: "ManualMaintenanceRunning",
            message: "Job kopia-maint-manual-1 is under way"
        ),
        Sample.object(
            "nightly",
            spec: ["trigger": ["schedule": "0 2 * * *"], "cacheCapacity": "10Gi"],
            failures: 2,
            status: [
                "lastMaintenanceTime": "2026-11-22T02:00:12Z", "nextScheduledMaintenance": "2026-11-25T02:00:00Z",
                "activeCronJob": "kopia-maint-nightly-1",
            ]
        ),
        Sample.object(
            "of-the-database-in-the-second-data-centre",
            reason: "ExcessiveFailures",
            message: "held\nafter 5",
            failures: 5,
            status: ["lastMaintenanceTime": "2026-11-19T02:00:12Z"]
        ),
        Sample.object("weekly", failures: 1, status: ["nextScheduledMaintenance": "2026-11-29T02:00:00Z"]),
        Sample.object("hourly").setting("team", at: "metadata", "namespace"),
    ]

    private static let secret: JSONValue = [
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "kopia-config", "namespace": "team"],
        "data": ["KOPIA_PASSWORD": "c2VzYW1l", "KOPIA_S3_BUCKET": "c2VzYW1l"],
    ]

    /// What belongs to an object: a run that failed, one under way, a schedule, a claim and an event.
    private static func storeRuns(of name: String, _ run: FakeClusterRun) throws {
        let ended = ("Failed", "2026-11-24T02:00:12Z", "PodFailurePolicy")
        let message = "MAINTENANCE_STATUS: FAILURE\nMAINTENANCE_FAILURE_REASON: WrongPassword: not this one\n"
        let terminated: JSONValue = ["terminated": ["exitCode": 78, "message": .string(message)]]
        try run.store(Sample.job("old", of: name, started: "2026-11-24T02:00:00Z", ended: ended))
        try run.store(Sample.job("now", of: name, started: "2026-11-24T11:50:00Z"))
        try run.store(run.pod(of: "old", phase: "Failed", state: terminated))
        try run.store(run.pod(of: "now", state: ["running": [:]]))
        try run.store([
            "apiVersion": "batch/v1", "kind": "CronJob", "spec": ["timeZone": "UTC"],
            "metadata": ["name": "kopia-maint-nightly-1", "namespace": "backup"],
        ])
        try run.store([
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": [
                "name": .string(OwnedNames(namespace: "backup", name: name).cacheClaim), "namespace": "backup",
            ],
            "status": ["phase": "Bound", "capacity": ["storage": "10Gi"]],
        ])
        let object = run.server.cluster.object("KopiaMaintenance", FakeObjectName("backup", name))
        try run.store([
            "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": ["name": "e", "namespace": "backup"],
            "reportingController": "c", "reportingInstance": "i", "action": "Reconcile",
            "reason": "MaintenanceFailed", "type": "Warning", "note": "Job old failed\nlast words",
            "eventTime": "2026-11-24T02:00:13.000000Z", "regarding": ["uid": object?["metadata"]?["uid"] ?? ""],
        ])
    }

    /// Of an earlier release, with the deprecated schedule.
    static let daily = earlier(
        "KopiaMaintenance",
        "daily",
        ["repository": ["repository": "repo"], "schedule": "@daily"]
    )

    /// Of an earlier release, with what nobody can translate.
    private static let often = earlier(
        "KopiaMaintenance",
        "often",
        ["repository": ["repository": "others"], "maintenanceIntervalDays": "often"]
    )

    /// A source whose maintenance becomes an object of its own.
    static let source = earlier(
        "ReplicationSource",
        "data",
        [
            "sourcePVC": "data",
            "kopia": ["repository": "data-repo", "maintenanceCronJob": ["schedule": "0 3 * * *"]],
        ]
    )

    private static func earlier(_ kind: String, _ name: String, _ spec: JSONValue) -> JSONValue {
        [
            "apiVersion": "volsync.backube/v1alpha1", "kind": .string(kind), "spec": spec,
            "metadata": ["name": .string(name), "namespace": "old"],
        ]
    }

    private static let programs = ["controller", "webhook"].map { component -> JSONValue in
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": [
                "name": .string("kopia-maintenance-\(component)"), "namespace": "kopia-maintenance",
                "labels": [
                    "app.kubernetes.io/name": "kopia-maintenance", "app.kubernetes.io/component": .string(component),
                ],
            ],
            "spec": [
                "template": ["spec": ["containers": [["image": "registry.example/kopia-maintenance:1.4.0"]]]]
            ],
        ]
    }
}

extension FakeClusterRun {
    /// A pod of a Job that is stored, as its controller would make it.
    func pod(of job: String, phase: String = "Running", state: JSONValue) -> JSONValue {
        let stored = server.cluster.object("Job", FakeObjectName("backup", job))
        let owner: JSONValue = ["uid": stored?["metadata"]?["uid"] ?? "", "controller": true]
        let labels: JSONValue = [
            "batch.kubernetes.io/job-name": .string(job),
            "volsync.backube/maintenance-name": stored?["metadata"]?["labels"]?["volsync.backube/maintenance-name"]
                ?? "",
        ]
        return SampleMaintenance.pod(of: job, phase: phase, state: state)
            .setting([owner], at: "metadata", "ownerReferences").setting(labels, at: "metadata", "labels")
    }
}
