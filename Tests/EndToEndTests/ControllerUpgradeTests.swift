import Foundation
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

private let formerController = ProcessInfo.processInfo.environment["KM_FORMER_CONTROLLER"].map { URL(filePath: $0) }

extension ControllerTests {
    /// From an earlier release to this one, both running, one after the other: `KM_FORMER_CONTROLLER` names the program.
    @Suite(.enabled(if: formerController != nil, "KM_FORMER_CONTROLLER names no controller of an earlier release"))
    struct UpgradeTests {
        /// Two repositories: a run by hand, and one of a schedule.
        private static let specs: [(name: String, spec: JSONValue)] = [
            ("by-hand", ["repository": ["repository": "repo"], "trigger": ["manual": "once"]]),
            ("scheduled", ["repository": ["repository": "other"], "trigger": ["schedule": "* * * * *"]]),
        ]

        @Test("Runs that are under way keep what they began with, are counted once, and nothing runs twice")
        func underWay() async throws {
            let former = try #require(formerController)
            try await ControllerWorld.run { world in
                for name in ["repo", "other"] { try await world.createSecret(name) }
                try await ControllerProcess.run(in: world, program: former) { _ in
                    for (name, spec) in Self.specs { try await world.submit(name, spec) }
                    try await world.eventually("both run") { try await world.runningJobs().count == 2 }
                }
                let before = try await world.list("job")
                let pods = try await Self.uids(of: "pod", in: world)
                try await ControllerProcess.run(in: world) { controller in
                    try await world.eventually("the CronJob is this release's") {
                        try await world.list("cronjob").first?.scripts == [ScriptsConfigMap.name]
                    }
                    let after = try await world.list("job")
                    #expect(after.map { $0["metadata"]?["uid"] } == before.map { $0["metadata"]?["uid"] })
                    #expect(after.map { $0["spec"] } == before.map { $0["spec"] }, "a run keeps its script")
                    #expect(try await Self.uids(of: "pod", in: world) == pods)
                    for job in try await world.runningJobs() { try await world.finish(job, exitCode: 0) }
                    try await world.eventually("both are in the status") {
                        try await Self.successes(in: world) == ["by-hand": true, "scheduled": true]
                    }
                    try await world.eventually("the schedule goes on, with this release's scripts") {
                        let running = try await world.runningJobs()
                        let jobs = try await world.list("job")
                        return jobs.contains {
                            running.contains($0["metadata"]?["name"]?.string ?? "")
                                && $0.scripts == [ScriptsConfigMap.name]
                        }
                    }
                    #expect(try await world.runningJobs().allSatisfy { !$0.hasPrefix("kopia-maint-manual") })
                    let manual = try await world.object("kmaint", "by-hand")["status"]
                    #expect(manual?["lastManualSync"] == "once")
                }
            }
        }

        private static func uids(of kind: String, in world: ControllerWorld) async throws -> Set<String> {
            Set(try await world.list(kind).compactMap { $0["metadata"]?["uid"]?.string })
        }

        private static func successes(in world: ControllerWorld) async throws -> [String: Bool] {
            var successes: [String: Bool] = [:]
            for (name, _) in specs {
                successes[name] = try await world.object("kmaint", name)["status"]?["lastMaintenanceTime"] != nil
            }
            return successes
        }
    }
}
