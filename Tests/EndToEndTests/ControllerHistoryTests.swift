import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// How runs ended, beside a CronJob controller that deletes what is beyond its limits.
    @Suite struct HistoryTests {
        /// Every twelve seconds, with nothing kept.
        private static let often: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["schedule": "@every 12s"],
            "successfulJobsHistoryLimit": 0, "failedJobsHistoryLimit": 0,
        ]

        private static func flags(_ world: ControllerWorld) -> [String] {
            world.alone + ["--starting-deadline", "10s"]
        }

        /// Ends the next run that the schedule starts.
        private static func endNext(_ world: ControllerWorld, success: Bool) async throws {
            try await world.finish(try await world.runningJob(), exitCode: success ? 0 : 78)
        }

        private static func failures(_ world: ControllerWorld) async throws -> Int64 {
            try await world.object("kmaint", "km")["status"]?["maintenanceFailures"]?.int64 ?? 0
        }

        private static func finishedJobs(_ world: ControllerWorld) async throws -> Int {
            try await world.list("job").count { !($0["status"]?["conditions"]?.array ?? []).isEmpty }
        }

        @Test("With a history of none every outcome is in the status, the controller there or away, and no Job stays")
        func nothingKept() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world, Self.flags(world)) { _ in
                    try await world.submit("km", Self.often)
                    for count in 1...2 {
                        try await Self.endNext(world, success: false)
                        try await world.eventually("failure \(count) is counted") {
                            try await Self.failures(world) == count
                        }
                    }
                    try await world.eventually("no Job that ended is left") { try await Self.finishedJobs(world) == 0 }
                }
                for success in [false, true, false, false] { try await Self.endNext(world, success: success) }
                #expect(try await Self.finishedJobs(world) == 4, "Kubernetes keeps them while nobody is there")
                try await ControllerProcess.run(in: world, Self.flags(world)) { _ in
                    try await world.eventually("those since the success are counted") {
                        try await Self.failures(world) == 2
                    }
                    try await world.eventually("no Job that ended is left") { try await Self.finishedJobs(world) == 0 }
                    let status = try await world.object("kmaint", "km")["status"]
                    #expect(status?["lastMaintenanceTime"]?.string != nil)
                }
            }
        }

        @Test("Jobs that somebody makes from the CronJob run one after the other, and the schedule stands back")
        func byHand() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { _ in
                    let nightly: JSONValue = [
                        "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
                    ]
                    try await world.submit("km", nightly)
                    try await world.waitReady("km")
                    let cronJob = try await world.object("kmaint", "km")["status"]?["activeCronJob"]?.string ?? ""
                    try await world.fire(cronJob, as: "kopia-maint-first")
                    try await world.eventually("the schedule stands back") {
                        let isHeld = try await world.object("cronjob", cronJob)["spec"]?["suspend"] == true
                        return try await world.condition("Ready", of: "km") == "True/StandingBack" && isHeld
                    }
                    try await world.fire(cronJob, as: "kopia-maint-second")
                    try await world.eventually("the second waits") {
                        try await world.runningJobs() == ["kopia-maint-first"]
                    }
                    try await world.finish("kopia-maint-first", exitCode: 0)
                    #expect(try await world.runningJob() == "kopia-maint-second")
                    try await world.finish("kopia-maint-second", exitCode: 0)
                    try await world.eventually("the schedule goes on") {
                        try await world.object("cronjob", cronJob)["spec"]?["suspend"] == false
                    }
                }
            }
        }
    }
}
