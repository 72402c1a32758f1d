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
                try await controller.stop()
            }
            let before = try await Self.versions(world)
            // Another controller knows nothing of the last one's writes, and looks at everything.
            try await ControllerProcess.run(in: world) { _ in
                try await world.submit("later", ["repository": ["repository": "repo"], "trigger": ["manual": ""]])
                try await world.waitReady("later")
                #expect(try await Self.versions(world).isSuperset(of: before))
            }
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
        let spec: JSONValue = ["repository": ["repository": "repo"], "trigger": ["schedule": "@every 10s"]]
        try await world.submit("nightly", spec)
        let job = try await world.runningJob()
        #expect(isChanged(try await world.object("job", job)))
        try await world.finish(job, exitCode: 0)
        try await world.eventually("the success is in the status") {
            try await world.object("kmaint", "nightly")["status"]?["lastMaintenanceTime"]?.string != nil
        }
        try await world.patch("nightly", ["trigger": ["schedule": "0 2 * * *"]])
        try await world.waitReady("nightly")
        for job in try await world.runningJobs() { try await world.finish(job, exitCode: 0) }
        try await expectRendered(world, ["repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"]])
    }

    /// What `render` prints is what is asked of the cluster, whatever policies add to it.
    private static func expectRendered(_ world: ControllerWorld, _ spec: JSONValue) async throws {
        let manifest: JSONValue = [
            "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance", "spec": spec,
            "metadata": ["name": "nightly", "namespace": .string(world.namespace)],
        ]
        let arguments = ["render", "-f", "-", "-o", "json"]
        let output = try await Command.output(Programs.plugin.path, arguments, input: manifest.jsonText)
        let rendered = try JSONParser.parse(output.utf8)["items"]?.array?.first { $0["kind"] == "CronJob" }
        let name = try #require(rendered?["metadata"]?["name"]?.string)
        try await world.eventually("the CronJob is what is rendered") {
            let live = try await world.object("cronjob", name)
            guard let template = live["spec"]?["jobTemplate"], live["spec"]?["schedule"] == "0 2 * * *" else {
                return false
            }
            #expect(live["metadata"]?["labels"]?["example.com/cost-centre"] == "backup")
            return contains(template, rendered?["spec"]?["jobTemplate"] ?? .null)
        }
    }

    /// True if all that one object says is in the other, which may say more.
    private static func contains(_ whole: JSONValue, _ part: JSONValue) -> Bool {
        if let members = part.object?.members {
            return members.allSatisfy { member in whole[member.name].map { contains($0, member.value) } ?? false }
        }
        if let items = part.array {
            return items.allSatisfy { item in whole.array?.contains { contains($0, item) } ?? false }
        }
        return whole == part
    }

    private static func runByHand(_ world: ControllerWorld) async throws {
        try await world.submit("by-hand", ["repository": ["repository": "repo"], "trigger": ["manual": "one"]])
        let job = try await world.runningJob()
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

    /// The versions of everything that the controller applies.
    private static func versions(_ world: ControllerWorld) async throws -> Set<String> {
        let path = "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.resourceVersion}{'\\n'}{end}"
        let kinds = "cronjob,job,serviceaccount"
        let lines = try await world.kubectl("get", kinds, "-o", path).split(separator: "\n").map(String.init)
        return Set(lines.filter { !$0.contains(" default ") })
    }
}
