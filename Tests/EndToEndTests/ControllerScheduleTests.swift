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
    }
}
