import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// Policies of the cluster that change what the controller makes.
@Suite(
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(10))
)
struct AdmissionPoliciesTests {
    private static let policies = Fixtures.folder.appending(path: "admission-policies.yaml")

    @Test("Runs get what policies add to them, start and are told of; nothing is written twice for it")
    func policiesAreLeftAlone() async throws {
        try await ControllerWorld.runAlone { world in
            try await Self.install(in: world)
            try await world.createSecret("repo")
            try await ControllerProcess.run(in: world) { controller in
                try await Self.runOnSchedule(world)
                try await Self.runByHand(world)
                try await Self.expectRendered(world)
                try await Self.expectDoctor(world)
                try await controller.stop()
            }
            try await Self.expectRest(world)
        }
    }

    /// Installs the policies, and waits until the API server goes by all of them.
    private static func install(in world: ControllerWorld) async throws {
        try await world.cluster.must("apply", "--validate=strict", "-f", policies.path)
        let probe: JSONValue = [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "kopia-maint-probe", "namespace": "default"],
            "spec": [
                "template": [
                    "spec": ["restartPolicy": "Never", "containers": [["name": "kopia-maintenance", "image": "a"]]]
                ]
            ],
        ]
        try await world.eventually("the policies are in force") {
            let create = ["create", "--dry-run=server", "-o", "json", "-f", "-"]
            let outcome = try await world.cluster.kubectl(create, input: probe.jsonText)
            guard outcome.status == 0 else { return false }
            return isChanged(try JSONParser.parse(outcome.output.utf8))
        }
    }

    /// True of a Job that every policy has had its way with.
    private static func isChanged(_ job: JSONValue) -> Bool {
        let pod = job["spec"]?["template"]?["spec"]
        let mounts = pod?["containers"]?.array?.first?["volumeMounts"]?.array ?? []
        return mounts.contains { $0["mountPath"] == "/archive" }
            && pod?["volumes"]?.array?.contains { $0["nfs"] != nil } == true
            && pod?["initContainers"]?.array?.map { $0["name"] } == ["pause"]
            && job["metadata"]?["labels"]?["example.com/cost-centre"] == "backup"
            && job["metadata"]?["annotations"]?["example.com/owner"] == "storage"
    }

    private static func runOnSchedule(_ world: ControllerWorld) async throws {
        try await world.submit("nightly", nightly.setting("@every 10s", at: "trigger", "schedule"))
        let job = try await world.runningJob()
        #expect(isChanged(try await world.object("job", job)))
        try await world.finish(job, exitCode: 0)
        try await world.eventually("the success is in the status") {
            try await world.object("kmaint", "nightly")["status"]?["lastMaintenanceTime"]?.string != nil
        }
        try await world.submit("nightly", nightly)
        try await world.eventually("the CronJob has the new schedule") {
            let cronJobs = try await world.list("cronjob")
            #expect(cronJobs.allSatisfy { $0["metadata"]?["labels"]?["example.com/cost-centre"] == "backup" })
            return cronJobs.map { $0["spec"]?["schedule"] } == ["0 2 * * *"]
        }
        for job in try await world.runningJobs() { try await world.finish(job, exitCode: 0) }
    }

    private static let nightly: JSONValue = [
        "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
    ]

    private static func runByHand(_ world: ControllerWorld) async throws {
        try await world.submit("by-hand", ["repository": ["repository": "repo"], "trigger": ["manual": "one"]])
        var job = try await world.runningJob()
        // The schedule as it was may have fired once more.
        while !job.hasPrefix("kopia-maint-manual-") {
            try await world.finish(job, exitCode: 0)
            job = try await world.runningJob()
        }
        #expect(isChanged(try await world.object("job", job)))
        try await world.finish(job, exitCode: 0)
        try await world.eventually("the success is in the status") {
            try await world.object("kmaint", "by-hand")["status"]?["lastManualSync"] == "one"
        }
        // The schedule was held meanwhile, and goes on.
        try await world.eventually("the schedule goes on") {
            try await world.list("cronjob").allSatisfy { $0["spec"]?["suspend"] == false }
        }
        for name in ["nightly", "by-hand"] { try await world.waitReady(name) }
    }
}

// MARK: - Who speaks of it

extension AdmissionPoliciesTests {
    /// What `render` prints is what is asked of the cluster: nobody who applies it changes anything.
    private static func expectRendered(_ world: ControllerWorld) async throws {
        let manifest = JSONValue.kopiaMaintenance(
            nightly,
            metadata: ["name": "nightly", "namespace": .string(world.namespace)]
        )
        let arguments = ["render", "-f", "-", "-o", "json"]
        let output = try await Command.output(Programs.plugin.path, arguments, input: manifest.jsonText)
        // Quantities are stored in another spelling, which an apply as somebody else takes for another value.
        let diff = ["diff", "--server-side", "--force-conflicts", "-f", "-"]
        let objects = try JSONParser.parse(output.utf8)["items"]?.array ?? []
        #expect(objects.map { $0["kind"] }.contains("CronJob"), "\(output)")
        for object in objects {
            // After a change of the schedule the controller has a shorter deadline for a while.
            let isLate = object["spec"]?["startingDeadlineSeconds"] != nil
            let asked = isLate ? object.setting(nil, at: "spec", "startingDeadlineSeconds") : object
            let outcome = try await world.cluster.kubectl(diff, input: asked.jsonText)
            #expect(outcome.status == 0, "\(outcome)")
        }
    }

    /// The doctor judges the run as policies make it, here for a namespace with other rules, too.
    private static func expectDoctor(_ world: ControllerWorld) async throws {
        let admitted = try await world.plugin("doctor").output
        #expect(
            admitted.components(separatedBy: "✓ a dry run of its Job and pod is admitted").count == 3,
            "\(admitted)"
        )
        let level = "pod-security.kubernetes.io/enforce"
        try await world.kubectl("label", "namespace", world.namespace, "\(level)=restricted")
        let refused = try await world.plugin("doctor").output
        for word in ["✗ its pod would be refused: violates PodSecurity", "\"pause\"", "\"archive\""] {
            #expect(refused.contains(word), "\(refused)")
        }
        try await world.kubectl("label", "namespace", world.namespace, "\(level)-")
    }

    /// A controller that knows nothing of another's writes looks at everything, and has nothing to write.
    private static func expectRest(_ world: ControllerWorld) async throws {
        let before = try writes(world).count
        try await ControllerProcess.run(in: world) { controller in
            let looks = "kopia_maintenance_controller_reconciles_total{result=\"success\"} "
            try await world.eventually("both objects are looked at") {
                let line = try await controller.page("/metrics").split(separator: "\n").first { $0.hasPrefix(looks) }
                return (line.flatMap { Int($0.dropFirst(looks.count)) } ?? 0) >= 2
            }
        }
        #expect(try Array(writes(world).dropFirst(before)) == [])
    }

    /// What a controller has written but events, and its Lease.
    private static func writes(_ world: ControllerWorld) throws -> [AuditLog.Entry] {
        try AuditLog(of: world.cluster).entries.filter { entry in
            entry.account == Installation.controllerAccount
                && !["get", "list", "watch"].contains(entry.permission.verb)
                && !["events", "leases"].contains(entry.permission.resource)
        }
    }
}
