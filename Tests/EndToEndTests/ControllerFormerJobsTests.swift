import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// Jobs that the Go controller has left behind, run by the real Job and CronJob controllers.
    @Suite struct FormerJobsTests {
        @Test(
            "A scheduled run under way is waited for and counted once, one that ended is history, and nothing is started"
        )
        func scheduled() async throws {
            try await Self.run { world in
                let schedule = ControllerWorld.distantSchedule()
                try await world.submit("km", Self.spec("repo", ["schedule": .string(schedule)]))
                let former = try await FormerSchedule.make("km", schedule, in: world)
                try await world.finish(try await former.start("first", in: world), exitCode: 0)
                try await world.eventually("the CronJob knows of its end") {
                    try await former.cronJob(in: world)["status"]?["lastSuccessfulTime"] != nil
                }
                let running = try await former.start("second", in: world)
                let started = try await former.noteStart(of: running, in: world)
                let before = try await world.list("job")
                try await ControllerProcess.run(in: world) { controller in
                    try await world.eventually("the CronJob is taken over") {
                        let annotations = try await former.cronJob(in: world)["metadata"]?["annotations"]
                        return annotations?["volsync.backube/applied-hash"] != nil
                    }
                    try await Self.expectTurns(after: running, before, world)
                    try await Self.expectAccount(of: before, controller, world)
                    let cronJob = try await former.cronJob(in: world)
                    #expect(cronJob["metadata"]?["uid"]?.string == former.uid)
                    #expect(cronJob["status"]?["lastScheduleTime"]?.string == started)
                }
            }
        }

        @Test("A run by hand under way is its tag's, also one whose end nobody has noted, and none is made again")
        func byHand() async throws {
            try await Self.run { world in
                try await world.createSecret("other")
                try await world.submit("under-way", Self.spec("repo", ["manual": "one"]))
                try await world.submit("ended", Self.spec("other", ["manual": "one"]))
                let running = try await Self.makeManual("under-way", "one", of: "repo", in: world)
                try await world.finish(
                    try await Self.makeManual("ended", "one", of: "other", in: world),
                    exitCode: 0
                )
                let before = try await world.list("job")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.waitReady("ended")
                    try await world.eventually("the run under way is told") {
                        try await world.condition("Ready", of: "under-way") == "False/ManualMaintenanceRunning"
                    }
                    try await Self.expectTurns(after: running, before, world)
                    for name in ["under-way", "ended"] {
                        try await world.waitReady(name)
                        let status = try await world.object("kmaint", name)["status"]
                        #expect(status?["lastManualSync"] == "one", "\(name)")
                        #expect(status?["accountedJobs"]?.array?.count == 1, "\(name)")
                    }
                }
            }
        }

        /// Lets another object ask for a run on the same repository: it has it once the one under way has ended.
        private static func expectTurns(
            after running: String,
            _ before: [JSONValue],
            _ world: ControllerWorld
        ) async throws {
            try await world.submit("next", spec("repo", ["manual": "two"]))
            try await world.eventually("the other object waits") {
                let jobs = try await world.list("job").count
                return try await world.condition("Ready", of: "next") == "False/ManualMaintenanceWaiting"
                    && jobs == before.count + 1
            }
            #expect(try await world.runningJobs() == [running])
            let names = before.compactMap { $0["metadata"]?["name"]?.string }
            let after = try await world.list("job").filter { names.contains($0["metadata"]?["name"]?.string ?? "") }
            #expect(after.map { $0["metadata"]?["uid"] } == before.map { $0["metadata"]?["uid"] })
            #expect(after.map { $0["spec"] } == before.map { $0["spec"] }, "a run keeps what it began with")
            try await world.finish(running, exitCode: 0)
            let next = try await world.runningJob()
            #expect(!names.contains(next))
            try await world.finish(next, exitCode: 0)
            try await world.waitReady("next")
            #expect(try await world.list("job").count == before.count + 1)
        }

        /// Both runs are in the status, and of them one has ended before this controller's eyes.
        private static func expectAccount(
            of jobs: [JSONValue],
            _ controller: ControllerProcess,
            _ world: ControllerWorld
        ) async throws {
            let count =
                "volsync_kopia_maintenance_operations_total{obj_name=\"km\",obj_namespace=\"\(world.namespace)\","
                + "role=\"source\",operation=\"maintenance\",repository=\"repo\",maintenance_type=\"scheduled\"} "
            var page = ""
            try await world.eventually("the end is in the status") {
                let status = try await world.object("kmaint", "km")["status"]
                let accounted = status?["accountedJobs"]?.array ?? []
                page = try await controller.page("/metrics")
                return Set(accounted) == Set(jobs.compactMap { $0["metadata"]?["uid"] })
            }
            let line = page.split(separator: "\n").first { $0.hasPrefix(count) }
            #expect(line?.dropFirst(count.count) == "1", "\(page)")
            let end = try await world.list("job").compactMap { $0["status"]?["completionTime"]?.string }
            let status = try await world.object("kmaint", "km")["status"]
            #expect(end.contains(status?["lastMaintenanceTime"]?.string ?? ""))
            #expect(status?["maintenanceFailures"]?.int64 ?? 0 == 0)
        }

        /// Runs a test in a namespace that takes the Go controller's pods, which say nothing of seccomp.
        private static func run(_ body: (ControllerWorld) async throws -> Void) async throws {
            try await ControllerWorld.run { world in
                let level = "pod-security.kubernetes.io/enforce=baseline"
                try await world.cluster.must("label", "namespace", world.namespace, level, "--overwrite")
                try await world.createSecret("repo")
                try await body(world)
            }
        }

        private static func spec(_ secret: String, _ trigger: JSONValue) -> JSONValue {
            ["repository": ["repository": .string(secret)], "trigger": trigger]
        }

        /// The Job of a tag: its pods bear none of our labels.
        private static func makeManual(
            _ object: String,
            _ tag: String,
            of secret: String,
            in world: ControllerWorld
        ) async throws -> String {
            let hash = SHA256.hexDigest(of: "\(world.namespace)/\(object)/\(tag)".utf8).prefix(16)
            let name = "kopia-maint-manual-\(hash)"
            let owner = try #require(try await world.object("kmaint", object)["metadata"]?["uid"]?.string)
            let labels = FormerSchedule.labels(of: object).setting("manual", at: "volsync.backube/maintenance-type")
            let job: JSONValue = [
                "apiVersion": "batch/v1", "kind": "Job",
                "metadata": [
                    "name": .string(name), "labels": labels,
                    "ownerReferences": [FormerSchedule.reference(to: object, owner)],
                ],
                "spec": [
                    "backoffLimit": 5, "ttlSecondsAfterFinished": 3600,
                    "template": ["spec": FormerSchedule.pod(of: secret, restartPolicy: "Never")],
                ],
            ]
            try await world.create(job, as: "manager")
            return name
        }
    }
}

/// A CronJob as the Go controller makes it, and the Jobs that the CronJob controller makes of it.
struct FormerSchedule {
    let name: String
    let uid: String
    private let object: String
    private let secret: String

    static func make(
        _ object: String,
        _ schedule: String,
        of secret: String = "repo",
        in world: ControllerWorld
    ) async throws -> FormerSchedule {
        let owner = try #require(try await world.object("kmaint", object)["metadata"]?["uid"]?.string)
        let name = "kopia-maint-\(object)-\(SHA256.hexDigest(of: "\(world.namespace)/\(object)".utf8).prefix(16))"
        let own: JSONValue = [
            "app.kubernetes.io/name": "volsync", "app.kubernetes.io/component": "kopia-maintenance",
            "app.kubernetes.io/managed-by": "volsync",
        ]
        let labels = (own.object?.members ?? []).reduce(labels(of: object)) { $0.setting($1.value, at: $1.name) }
        let cronJob: JSONValue = [
            "apiVersion": "batch/v1", "kind": "CronJob",
            "metadata": [
                "name": .string(name), "labels": labels, "ownerReferences": [reference(to: object, owner)],
            ],
            "spec": [
                "schedule": .string(schedule), "concurrencyPolicy": "Forbid", "suspend": false,
                "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1,
                "jobTemplate": ["spec": jobSpec(of: object, secret)],
            ],
        ]
        try await world.create(cronJob, as: "manager")
        let uid = try #require(try await world.object("cronjob", name)["metadata"]?["uid"]?.string)
        return FormerSchedule(name: name, uid: uid, object: object, secret: secret)
    }

    func cronJob(in world: ControllerWorld) async throws -> JSONValue { try await world.object("cronjob", name) }

    /// Makes a Job as the CronJob controller does, and waits until it runs.
    func start(_ slot: String, in world: ControllerWorld) async throws -> String {
        let owner: JSONValue = [
            "apiVersion": "batch/v1", "kind": "CronJob", "name": .string(name), "uid": .string(uid), "controller": true,
            "blockOwnerDeletion": true,
        ]
        let job: JSONValue = [
            "apiVersion": "batch/v1", "kind": "Job",
            // Its labels are those of the pod's template, by the API server's default.
            "metadata": ["name": .string("\(name)-\(slot)"), "ownerReferences": [owner]],
            "spec": Self.jobSpec(of: object, secret),
        ]
        try await world.create(job, as: "kube-controller-manager")
        try await world.eventually("it runs") { try await world.runningJobs() == ["\(name)-\(slot)"] }
        return "\(name)-\(slot)"
    }

    /// Writes into the CronJob's status that a Job is active, as its controller does; returns when it was started.
    func noteStart(of job: String, in world: ControllerWorld) async throws -> String {
        let json = try await world.object("job", job)
        let time = Timestamp.string(fromUnixSeconds: Int64(Date().timeIntervalSince1970))
        let active: JSONValue = [
            "apiVersion": "batch/v1", "kind": "Job", "name": .string(job), "namespace": .string(world.namespace),
            "uid": json["metadata"]?["uid"] ?? .null,
        ]
        let status: JSONValue = ["status": ["active": [active], "lastScheduleTime": .string(time)]]
        try await world.kubectl(
            "patch",
            "cronjob",
            name,
            "--subresource=status",
            "--type=merge",
            "-p",
            status.jsonText
        )
        return time
    }

    private static func jobSpec(of object: String, _ secret: String) -> JSONValue {
        [
            "backoffLimit": 5,
            "template": [
                "metadata": ["labels": labels(of: object)], "spec": pod(of: secret, restartPolicy: "OnFailure"),
            ],
        ]
    }

    static func labels(of object: String) -> JSONValue {
        ["volsync.backube/kopia-maintenance": "true", "volsync.backube/maintenance-name": .string(object)]
    }

    static func reference(to object: String, _ uid: String) -> JSONValue {
        [
            "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance", "name": .string(object),
            "uid": .string(uid), "controller": true, "blockOwnerDeletion": true,
        ]
    }

    /// The pod of every run: the whole Secret is its environment.
    static func pod(of secret: String, restartPolicy: String) -> JSONValue {
        let container: JSONValue = [
            "name": "kopia-maintenance", "image": "quay.io/backube/volsync:latest", "imagePullPolicy": "IfNotPresent",
            "command": ["/mover-kopia/entry.sh"], "envFrom": [["secretRef": ["name": .string(secret)]]],
            "env": [
                ["name": "DIRECTION", "value": "maintenance"], ["name": "DATA_DIR", "value": "/data"],
                ["name": "KOPIA_CACHE_DIR", "value": "/cache"],
            ],
            "securityContext": [
                "allowPrivilegeEscalation": false, "privileged": false, "readOnlyRootFilesystem": true,
                "runAsNonRoot": true, "capabilities": ["drop": ["ALL"]],
            ],
            "volumeMounts": [
                ["name": "tmp", "mountPath": "/tmp"], ["name": "kopia-cache", "mountPath": "/cache"],
            ],
        ]
        return [
            "restartPolicy": .string(restartPolicy), "containers": [container],
            "securityContext": ["runAsNonRoot": true, "runAsUser": 1000, "fsGroup": 1000],
            "volumes": [
                ["name": "tmp", "emptyDir": [:]], ["name": "kopia-cache", "emptyDir": ["sizeLimit": "8Gi"]],
            ],
        ]
    }
}
