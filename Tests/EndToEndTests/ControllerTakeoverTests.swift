import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// Controllers that end without a word, on a real control plane.
    @Suite struct TakeoverTests {
        private static func byHand(_ tag: String) -> JSONValue {
            ["repository": ["repository": "repo"], "trigger": ["manual": .string(tag)]]
        }

        /// When a controller is killed: after so many of its actions, by its log.
        private static let deaths = [0, 1, 2, 3, 4, 5, 7]

        @Test("Killed after any number of actions, the next controller finishes what was begun, and runs nothing twice")
        func crashes() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                for (index, death) in Self.deaths.enumerated() {
                    try await world.submit("by-hand", Self.byHand("tag-\(index)"))
                    try await Self.killAfter(death, world)
                    try await ControllerProcess.run(in: world) { controller in
                        try await world.finish(try await world.runningJob(), exitCode: 0)
                        try await world.eventually("run \(index) is in the status") {
                            let status = try await world.object("kmaint", "by-hand")["status"]
                            return status?["lastManualSync"]?.string == "tag-\(index)"
                        }
                    }
                }
                let completed = try await world.events(about: "by-hand").keys
                #expect(completed.contains("ManualMaintenanceCompleted"))
            }
        }

        /// Starts a controller and kills it once it has done so much, or all that there is to do.
        private static func killAfter(_ actions: Int, _ world: ControllerWorld) async throws {
            try await ControllerProcess.run(in: world) { controller in
                let hasStarted = { controller.log.contains("started") }
                try await world.eventually("the controller starts") { hasStarted() }
                guard actions > 0 else { return }
                try await world.eventually("the controller acts") {
                    let done = controller.log.split(separator: "\n").count { $0.contains(" did ") }
                    let runs = try await world.runningJobs().count
                    return done >= actions || runs > 0
                }
            }
        }

        private static let timing = [
            "--leader-elect-lease-duration", "15s", "--leader-elect-renew-deadline", "10s",
            "--leader-elect-retry-period",
            "500ms",
        ]

        @Test("Of two replicas one works; when it is killed the other takes over, and a polite end hands over at once")
        func election() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                let election = try await world.allowElection() + Self.timing
                try await ControllerProcess.run(in: world, election) { first in
                    try await world.eventually("the first leads") { try await Self.holder(world) != nil }
                    let leader = try await Self.holder(world)
                    try await ControllerProcess.run(in: world, election) { second in
                        try await world.submit("by-hand", Self.byHand("one"))
                        try await world.finish(try await world.runningJob(), exitCode: 0)
                        try await world.waitReady("by-hand")
                        #expect(!second.log.contains(" did "), "the second replica only watches")
                        await first.kill()
                        try await world.patch("by-hand", ["trigger": ["manual": "two"]])
                        try await world.finish(try await world.runningJob(), exitCode: 0)
                        try await world.eventually("the second has taken over") {
                            let status = try await world.object("kmaint", "by-hand")["status"]
                            return status?["lastManualSync"] == "two"
                        }
                        #expect(try await Self.holder(world) != leader)
                        #expect(try await second.stop() == 0)
                        #expect(try await Self.holder(world) == nil, "the lead is given back")
                    }
                }
            }
        }

        private static func holder(_ world: ControllerWorld) async throws -> String? {
            let leases = try await world.list("lease")
            let holder = leases.first?["spec"]?["holderIdentity"]?.string
            return holder == "" ? nil : holder
        }
    }
}
