import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// The whole life of a KopiaMaintenance on a real control plane, with kubectl as its user.
    ///
    /// The CronJob, Job and garbage collection controllers are real; pods do not run, the test reports their ends in the
    /// kubelet's place.
    @Suite struct LifeTests {
        private static let nightly: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
        ]

        private static func byHand(_ tag: String) -> JSONValue {
            ["repository": ["repository": "repo"], "trigger": ["manual": .string(tag)]]
        }

        @Test("Scheduled: made when its Secret appears, run, changed, suspended, disabled while a Job runs, deleted")
        func scheduledLife() async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { controller in
                    let cronJob = try await Self.create(world)
                    try await Self.runOnSchedule(world, cronJob)
                    try await Self.change(world, cronJob)
                    try await Self.disableWhileRunning(world, cronJob)
                    try await Self.delete(world)
                    #expect(try await controller.stop() == 0)
                }
            }
        }

        private static func create(_ world: ControllerWorld) async throws -> String {
            try await world.submit("nightly", nightly)
            try await world.eventually("the object waits for its Secret") {
                try await world.condition("Ready", of: "nightly") == "False/SecretNotFound"
            }
            try await world.createSecret("repo")
            try await world.waitReady("nightly")
            let object = try await world.object("kmaint", "nightly")
            #expect(object["status"]?["nextScheduledMaintenance"]?.string?.hasSuffix("T02:00:00Z") == true)
            #expect(object["metadata"]?["finalizers"]?.array == ["volsync.backube/kopiamaintenance-protection"])
            return try #require(object["status"]?["activeCronJob"]?.string)
        }

        private static func runOnSchedule(_ world: ControllerWorld, _ cronJob: String) async throws {
            try await world.fire(cronJob, as: "kopia-maint-first")
            try await world.finish("kopia-maint-first", exitCode: 0)
            try await world.eventually("the success is in the status") {
                try await world.object("kmaint", "nightly")["status"]?["lastMaintenanceTime"]?.string != nil
            }
        }

        private static func change(_ world: ControllerWorld, _ cronJob: String) async throws {
            try await world.createSecret("moved")
            try await world.patch("nightly", ["repository": ["repository": "moved"], "suspend": true])
            try await world.eventually("the change reaches the CronJob") {
                let spec = try await world.object("cronjob", cronJob)["spec"]
                let template = spec?["jobTemplate"]?.jsonText ?? ""
                return template.contains("\"moved\"") && !template.contains("\"repo\"") && spec?["suspend"] == true
            }
            try await world.eventually("the status says so") {
                let object = try await world.object("kmaint", "nightly")
                return try await world.condition("Ready", of: "nightly") == "True/MaintenanceSuspended"
                    && object["status"]?["nextScheduledMaintenance"] == nil
            }
        }

        private static func disableWhileRunning(_ world: ControllerWorld, _ cronJob: String) async throws {
            try await world.patch("nightly", ["suspend": false])
            try await world.waitReady("nightly")
            try await world.fire(cronJob, as: "kopia-maint-second")
            try await world.patch("nightly", ["enabled": false])
            try await world.eventually("the CronJob is held, not deleted, while its Job runs") {
                try await world.object("cronjob", cronJob)["spec"]?["suspend"] == true
            }
            #expect(try await world.runningJobs() == ["kopia-maint-second"])
            try await world.finish("kopia-maint-second", exitCode: 0)
            try await world.eventually("the CronJob goes") { try await world.list("cronjob").isEmpty }
            #expect(try await world.condition("Ready", of: "nightly") == "True/MaintenanceDisabled")
        }

        private static func delete(_ world: ControllerWorld) async throws {
            try await world.patch("nightly", ["enabled": true])
            try await world.eventually("the CronJob is back") { try await world.list("cronjob").count == 1 }
            try await world.kubectl("delete", "kmaint", "nightly", "--timeout=180s")
            try await world.eventually("nothing is left") {
                let left = try await world.list("cronjob") + world.list("job") + world.list("pod")
                return left.isEmpty
            }
        }

        @Test("By hand: failed with its reason, not repeated, reset by annotation, waiting its turn, done, deleted")
        func manualLife() async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { controller in
                    try await world.createSecret("repo")
                    try await Self.fail(world)
                    try await Self.reset(world)
                    try await Self.takeTurns(world)
                    try await world.kubectl("delete", "kmaint", "by-hand", "sibling", "--timeout=180s")
                    try await world.eventually("nothing is left") { try await world.list("job").isEmpty }
                }
            }
        }

        private static func fail(_ world: ControllerWorld) async throws {
            try await world.submit("by-hand", byHand("one"))
            let message = "MAINTENANCE_STATUS=FAILURE\nMAINTENANCE_FAILURE_REASON=WrongPassword: it opens nothing\n"
            try await world.finish(try await world.runningJob(), exitCode: 78, message: message)
            try await world.eventually("the failure is in the conditions") {
                try await world.condition("Error", of: "by-hand") == "True/ManualMaintenanceFailed"
            }
            let object = try await world.object("kmaint", "by-hand")
            let ready = object["status"]?["conditions"]?.array?.first { $0["type"] == "Ready" }
            #expect(ready?["status"] == "False")
            #expect(ready?["message"]?.string?.contains("WrongPassword: it opens nothing") == true)
            #expect(object["status"]?["lastManualSync"] == nil)
            #expect(object["status"]?["maintenanceFailures"]?.int64 == 1)
            try await world.eventually("the failure is among the events") {
                try await world.events(about: "by-hand")["ManualMaintenanceFailed"]?.contains("WrongPassword") == true
            }
            #expect(try await world.list("job").count == 1, "the failed Job is kept")
            #expect(try await world.runningJobs().isEmpty, "the tag is not tried again")
        }

        private static func reset(_ world: ControllerWorld) async throws {
            try await world.kubectl("annotate", "kmaint", "by-hand", "volsync.backube/reset-failures=true")
            let job = try await world.runningJob()
            try await world.finish(job, exitCode: 0)
            try await world.waitReady("by-hand")
            let object = try await world.object("kmaint", "by-hand")
            #expect(object["status"]?["lastManualSync"] == "one")
            #expect(object["status"]?["maintenanceFailures"]?.int64 == 0)
            #expect(object["metadata"]?["annotations"]?["volsync.backube/reset-failures"] == nil)
        }

        private static func takeTurns(_ world: ControllerWorld) async throws {
            try await world.patch("by-hand", ["trigger": ["manual": "two"]])
            let first = try await world.runningJob()
            try await world.submit("sibling", byHand("three"))
            try await world.eventually("the sibling waits") {
                try await world.condition("Ready", of: "sibling") == "False/ManualMaintenanceWaiting"
            }
            #expect(try await world.runningJobs() == [first])
            try await world.finish(first, exitCode: 0)
            let second = try await world.runningJob()
            #expect(second != first)
            try await world.finish(second, exitCode: 0)
            try await world.waitReady("sibling")
            #expect(try await world.object("kmaint", "sibling")["status"]?["lastManualSync"] == "three")
        }
    }
}
