import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// A run beside the schedule, asked for as somebody without the plugin does.
    @Suite struct RequestTests {
        private static let annotation = "volsync.backube/run-requested"

        @Test("kubectl annotate runs once beside the schedule, and the status tells how it ended")
        func annotate() async throws {
            try await ControllerWorld.run { world in
                try await ControllerProcess.run(in: world) { _ in
                    try await world.createSecret("repo")
                    try await world.submit("nightly", ["repository": ["repository": "repo"]])
                    try await world.waitReady("nightly")
                    let spec = try await world.object("kmaint", "nightly")["spec"]
                    try await Self.request("one", in: world, exitCode: 0, result: "Successful")
                    #expect(try await world.condition("Ready", of: "nightly") == "True/MaintenanceActive")
                    try await Self.request("two", in: world, exitCode: 78, result: "Failed")
                    let object = try await world.object("kmaint", "nightly")
                    #expect(object["spec"] == spec)
                    #expect(object["status"]?["maintenanceFailures"]?.int64 == 1)
                    #expect(object["metadata"]?["annotations"]?[Self.annotation] == "two")
                    #expect(try await world.runningJobs().isEmpty)
                }
            }
        }

        private static func request(
            _ tag: String,
            in world: ControllerWorld,
            exitCode: Int,
            result: String
        ) async throws {
            try await world.kubectl("annotate", "--overwrite", "kmaint", "nightly", "\(annotation)=\(tag)")
            let job = try await world.runningJob()
            #expect(job == OwnedNames(namespace: world.namespace, name: "nightly").requestedJob(tag: tag))
            #expect(try await world.condition("Ready", of: "nightly") == "True/StandingBack")
            #expect(try await world.list("cronjob").allSatisfy { $0["spec"]?["suspend"] == true })
            try await world.finish(job, exitCode: exitCode)
            try await world.eventually("the outcome is in the status") {
                try await world.object("kmaint", "nightly")["status"]?["lastRequestedRun"]?["tag"]?.string == tag
            }
            let run = try await world.object("kmaint", "nightly")["status"]?["lastRequestedRun"]
            #expect(run?["job"]?.string == job)
            #expect(run?["result"]?.string == result)
            #expect(run?["completionTime"]?.string != nil)
        }
    }
}
