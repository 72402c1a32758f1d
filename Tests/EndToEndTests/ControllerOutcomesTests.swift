import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// Why a run failed or does not begin, where only its pod or the events can tell.
    @Suite struct OutcomesTests {
        private static let nightly: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
        ]

        /// By hand and as root, which Pod Security `restricted` forbids.
        private static let asRoot: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["manual": "one"],
            "podSecurityContext": ["runAsUser": 0], "containerSecurityContext": ["readOnlyRootFilesystem": true],
        ]

        private static func message(_ type: String, of name: String, _ world: ControllerWorld) async throws -> String {
            let conditions = try await world.object("kmaint", name)["status"]?["conditions"]?.array ?? []
            return conditions.first { $0["type"]?.string == type }?["message"]?.string ?? ""
        }

        /// Makes a Job as the schedule does, for which one pod is enough to fail.
        private static func fire(_ cronJob: String, as name: String, _ world: ControllerWorld) async throws {
            let text = try await world.kubectl(
                "create",
                "job",
                name,
                "--from=cronjob/\(cronJob)",
                "--dry-run=client",
                "-o",
                "json"
            )
            let job = try JSONParser.parse(text.utf8)
            try await world.create(job.setting(0, at: "spec", "backoffLimit"), as: "kubectl-create")
        }

        @Test("A run that the kernel killed says so in condition, event and metric, with the limit and the next one")
        func outOfMemory() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { controller in
                    try await world.submit("km", Self.nightly)
                    try await world.waitReady("km")
                    let cronJob = try await world.object("kmaint", "km")["status"]?["activeCronJob"]?.string ?? ""
                    try await Self.fire(cronJob, as: "kopia-maint-killed", world)
                    let lastWords = "Running full maintenance"
                    try await world.finish("kopia-maint-killed", exitCode: 137, reason: "OOMKilled", message: lastWords)
                    let told =
                        "Job kopia-maint-killed failed: BackoffLimitExceeded: OutOfMemory: the run needed more memory than "
                        + "its limit of 1Gi: set spec.resources.limits.memory to 2Gi"
                    try await world.eventually("the condition says so") {
                        try await Self.message("MaintenanceHealthy", of: "km", world)
                            == "1 failure in a row, the last: \(told)"
                    }
                    try await world.eventually("the event says so") {
                        try await world.events(about: "km")["MaintenanceFailed"] == "\(told)\n\(lastWords)"
                    }
                    try await world.eventually("the metric says so") {
                        try await controller.page("/metrics").split(separator: "\n").contains {
                            $0.hasPrefix("volsync_kopia_maintenance_cronjob_failures_total{obj_name=\"km\"")
                                && $0.hasSuffix("failure_reason=\"OutOfMemory\"} 1")
                        }
                    }
                }
            }
        }

        @Test("The command of the upgrade page leaves the objects without a limit that had none")
        func noLimit() async throws {
            let page = try String(
                contentsOf: Fixtures.repository.appending(path: "docs/installation.md"),
                encoding: .utf8
            )
            let blocks = page.components(separatedBy: "```").map { $0.replacing("console\n$ ", with: "") }
            let command = try #require(blocks.first { $0.hasPrefix("kubectl get kmaint -A -o go-template") })
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await world.submit("none", Self.nightly)
                let limits: JSONValue = ["limits": ["memory": "3Gi"]]
                try await world.submit("own", Self.nightly.setting(limits, at: "resources"))
                try await ReferenceShell.run(in: world) { shell in
                    try await shell.bash(command.replacing("-A", with: "-n \(world.namespace)"))
                }
                #expect(try await world.object("kmaint", "none")["spec"]?["resources"] == [:])
                #expect(try await world.object("kmaint", "own")["spec"]?["resources"] == limits)
                try await ControllerProcess.run(in: world) { _ in
                    try await world.waitReady("none")
                    let cronJob = try await world.object("kmaint", "none")["status"]?["activeCronJob"]?.string ?? ""
                    let pod = try await world.object("cronjob", cronJob)["spec"]?["jobTemplate"]?["spec"]?["template"]
                    #expect(pod?["spec"]?["containers"]?.array?.first?["resources"] == [:])
                }
            }
        }

        @Test("A run whose pod Pod Security forbids says so while that lasts, and goes on when it is allowed")
        func forbiddenPod() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("km", Self.asRoot)
                    try await world.eventually("the condition says so") {
                        try await world.condition("Error", of: "km") == "True/RunCannotStart"
                    }
                    #expect(try await world.condition("Ready", of: "km") == "False/RunCannotStart")
                    #expect(try await world.condition("Reconciling", of: "km") == "True/RunCannotStart")
                    let told = try await Self.message("Ready", of: "km", world)
                    #expect(told.contains("cannot start: FailedCreate: "), "\(told)")
                    #expect(told.contains("violates PodSecurity \"restricted:latest\""), "\(told)")
                    try await world.eventually("the event says so") {
                        try await world.events(about: "km")["RunCannotStart"] == told
                    }
                    try await world.cluster.must(
                        "label",
                        "namespace",
                        world.namespace,
                        "pod-security.kubernetes.io/enforce=privileged",
                        "--overwrite"
                    )
                    try await world.eventually("the run is under way") {
                        try await world.condition("Ready", of: "km") == "False/ManualMaintenanceRunning"
                    }
                    try await world.finish(try await world.runningJob(), exitCode: 0)
                    try await world.waitReady("km")
                }
            }
        }

        @Test(
            "A run whose image cannot be pulled says so while that lasts, and afterwards that it ran out of time for it"
        )
        func missingImage() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("km", Self.nightly)
                    try await world.waitReady("km")
                    let cronJob = try await world.object("kmaint", "km")["status"]?["activeCronJob"]?.string ?? ""
                    let text = try await world.kubectl(
                        "create",
                        "job",
                        "kopia-maint-late",
                        "--from=cronjob/\(cronJob)",
                        "--dry-run=client",
                        "-o",
                        "json"
                    )
                    let job = try JSONParser.parse(text.utf8).setting(60, at: "spec", "activeDeadlineSeconds")
                    try await world.create(job, as: "kubectl-create")
                    try await world.report(
                        "kopia-maint-late",
                        phase: "Pending",
                        state: ["waiting": ["reason": "ErrImagePull", "message": "not found"]]
                    )
                    try await world.eventually("the condition says so") {
                        try await world.condition("Ready", of: "km") == "False/RunCannotStart"
                    }
                    #expect(
                        try await Self.message("Ready", of: "km", world)
                            == "Job kopia-maint-late cannot start: ErrImagePull: not found"
                    )
                    try await world.eventually("the outcome says so") {
                        try await world.events(about: "km")["MaintenanceFailed"]
                            == "Job kopia-maint-late failed: DeadlineExceeded: ErrImagePull: not found"
                    }
                    try await world.waitReady("km")
                }
            }
        }
    }
}
