import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// Programs that end in the middle of everything.
    @Suite struct RestartTests {
        private static func byHand(_ tag: String) -> JSONValue {
            ["repository": ["repository": "repo"], "trigger": ["manual": .string(tag)]]
        }

        @Test("The API server dies and comes back while objects are made, run and deleted; all is as if it had not")
        func apiServer() async throws {
            try await ControllerWorld.runAlone(mayRefuse: true) { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(
                    in: world,
                    ["--leader-elect", "true"]
                ) { controller in
                    try await world.submit("by-hand", Self.byHand("one"))
                    try await world.cluster.restartAPIServer()
                    let first = try await world.runningJob()
                    try await world.cluster.restartAPIServer()
                    try await world.finish(first, exitCode: 0)
                    try await world.waitReady("by-hand")
                    try await world.cluster.restartAPIServer()
                    try await world.patch("by-hand", ["trigger": ["manual": "two"]])
                    let second = try await world.runningJob()
                    #expect(second != first)
                    try await world.finish(second, exitCode: 0)
                    try await world.eventually("the second run is in the status") {
                        try await world.object("kmaint", "by-hand")["status"]?["lastManualSync"] == "two"
                    }
                    #expect(try await world.list("job").count == 2)
                    try await world.kubectl("delete", "kmaint", "by-hand", "--wait=false")
                    try await world.cluster.restartAPIServer()
                    try await world.eventually("nothing is left") {
                        let left = try await world.list("kmaint") + world.list("job")
                        return left.isEmpty
                    }
                    #expect(try await controller.stop() == 0)
                }
            }
        }

        /// How often the controller is killed; `KM_CONTROLLER_KILLS` asks for more.
        private static let kills = ProcessInfo.processInfo.environment["KM_CONTROLLER_KILLS"].flatMap(Int.init) ?? 10

        /// Within that time after a change the controller is killed: longer than it needs for all that follows from one.
        private static let busyMilliseconds: UInt64 = 400

        @Test("Killed at random moments, again and again, the controller ends in the same place and runs nothing twice")
        func randomKills() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                var random = SeededGenerator(seed: 20_26)
                try await world.submit("km", Self.byHand("tag-0").setting(100, at: "successfulJobsHistoryLimit"))
                for round in 1...Self.kills {
                    let moment = UInt64.random(in: 0...Self.busyMilliseconds, using: &random)
                    try await ControllerProcess.run(in: world) { controller in
                        try await world.eventually("the controller is ready") {
                            try await controller.page("/readyz") != ""
                        }
                        try await world.patch("km", ["trigger": ["manual": .string("tag-\(round)")]])
                        try await Task.sleep(for: .milliseconds(moment))
                    }
                    try await Self.finishRound(round, world)
                }
                let tags = try await world.list("job").compactMap {
                    $0["metadata"]?["annotations"]?["volsync.backube/manual-trigger"]?.string
                }
                #expect(tags.count == Set(tags).count, "a tag is one Job")
                #expect(Set((1...Self.kills).map { "tag-\($0)" }).isSubset(of: tags))
                try await ControllerProcess.run(in: world) { _ in
                    try await world.kubectl("delete", "kmaint", "km", "--timeout=180s")
                    try await world.eventually("nothing is left") { try await world.list("job").isEmpty }
                }
            }
        }

        /// Lets a new controller bring a round to its end, and be killed while it notes that.
        private static func finishRound(_ round: Int, _ world: ControllerWorld) async throws {
            try await ControllerProcess.run(in: world) { _ in
                var job = try await world.runningJob()
                // The run before this one may have been let go before its tag was replaced: it is not stopped.
                while try await tag(of: job, world) != "tag-\(round)" {
                    try await world.finish(job, exitCode: 0)
                    job = try await world.runningJob()
                }
                try await world.finish(job, exitCode: 0)
            }
            try await ControllerProcess.run(in: world) { _ in
                try await world.eventually("run \(round) is in the status") {
                    let status = try await world.object("kmaint", "km")["status"]
                    return status?["lastManualSync"]?.string == "tag-\(round)"
                }
                try await world.waitReady("km")
            }
        }

        private static func tag(of job: String, _ world: ControllerWorld) async throws -> String? {
            try await world.object("job", job)["metadata"]?["annotations"]?["volsync.backube/manual-trigger"]?.string
        }
    }
}
