import Foundation
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// When Kubernetes starts a run, with the CronJobs that the controller makes.
    @Suite struct ScheduleTests {
        @Test("An interval that is longer than a run may be late comes to its end")
        func interval() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                let lateness = ["--starting-deadline", "10s"]
                try await ControllerProcess.run(in: world, world.alone + lateness) { _ in
                    let spec: JSONValue = ["repository": ["repository": "repo"], "trigger": ["schedule": "@every 12s"]]
                    try await world.submit("km", spec)
                    try await world.finish(try await world.runningJob(), exitCode: 0)
                }
            }
        }

        private static func schedule(_ time: Date) -> String {
            let minutes = Int(time.timeIntervalSince1970) / 60
            return "\(minutes % 60) \(minutes / 60 % 24) * * *"
        }

        private static func daily(_ time: Date) -> JSONValue {
            ["repository": ["repository": "repo"], "trigger": ["schedule": .string(schedule(time))]]
        }

        @Test("Edited, suspended and resumed, a schedule starts no slot of the past, and the next one on time")
        func slotsOfThePast() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { _ in
                    let past = Date.now.addingTimeInterval(-1500)
                    try await world.submit("km", Self.daily(.now.addingTimeInterval(3600)))
                    try await world.waitReady("km")
                    let cronJob = try await world.list("cronjob").first?["metadata"]?["name"]?.string ?? ""
                    try await Self.age(cronJob, world)
                    try await world.submit("km", Self.daily(past))
                    try await Self.expectDeadline(375...1500, world)
                    try await Self.expectNoStart(world, past)
                    try await world.patch("km", ["suspend": true])
                    try await Self.expectDeadline(3600...3600, world)
                    try await world.patch("km", ["suspend": false])
                    try await Self.expectDeadline(375...1500, world)
                    try await Self.expectNoStart(world, past)
                    try await world.submit("km", Self.daily(.now.addingTimeInterval(60)))
                    try await world.finish(try await world.runningJob(), exitCode: 0)
                }
            }
        }

        /// Makes a CronJob one that ran yesterday: its creation cannot be dated back.
        private static func age(_ name: String, _ world: ControllerWorld) async throws {
            let yesterday = ISO8601DateFormatter().string(from: .now.addingTimeInterval(-86_400))
            let patch = (["status": ["lastScheduleTime": .string(yesterday)]] as JSONValue).jsonText
            let how = ["--subresource=status", "--type=merge", "-p", patch]
            try await world.kubectl(["patch", "cronjob", name] + how)
        }

        private static func expectDeadline(_ range: ClosedRange<Int64>, _ world: ControllerWorld) async throws {
            try await world.eventually("the deadline is in \(range)") {
                let deadline = try await world.list("cronjob").first?["spec"]?["startingDeadlineSeconds"]?.int64
                return range.contains(deadline ?? 0)
            }
        }

        /// Makes the CronJob controller look at the CronJob, and sees that it starts nothing.
        ///
        /// Another CronJob, which only lacks the short deadline, is touched after it and does start.
        private static func expectNoStart(_ world: ControllerWorld, _ past: Date) async throws {
            let cronJob = try #require(try await world.list("cronjob").first { $0["metadata"]?["name"] != "control" })
            let name = cronJob["metadata"]?["name"]?.string ?? ""
            try await world.kubectl("label", "--overwrite", "cronjob", name, "touched=\(UUID().uuidString)")
            let pod: JSONValue = ["restartPolicy": "Never", "containers": [["name": "a", "image": "b"]]]
            let control: JSONValue = [
                "apiVersion": "batch/v1", "kind": "CronJob", "metadata": ["name": "control"],
                "spec": [
                    "schedule": .string(schedule(past)), "startingDeadlineSeconds": 3600,
                    "jobTemplate": ["spec": ["suspend": true, "template": ["spec": pod]]],
                ],
            ]
            try await world.create(control, as: "somebody")
            try await age("control", world)
            try await world.eventually("the control starts") { try await !world.list("job").isEmpty }
            #expect(
                try await world.list("job").compactMap { $0["metadata"]?["name"]?.string }.allSatisfy {
                    $0.hasPrefix("control-")
                }
            )
            try await world.kubectl("delete", "cronjob", "control")
            try await world.eventually("the control is gone") { try await world.list("job").isEmpty }
        }
    }
}
