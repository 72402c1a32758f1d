import KubernetesAPI
import TestSupport
import Testing

/// What Flux and Argo CD make of the status that the controller writes.
@Suite(
    .sharedControlPlane,
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(10))
)
struct GitOpsHealthTests {
    @Test("An object is healthy when its controller has done what it asks for, and not before")
    func life() async throws {
        try await ControllerWorld.run { world in
            let spec: JSONValue = ["repository": ["repository": "repo"]]
            try await world.submit("km", spec)
            try await Self.expect(world, .current, "Progressing", when: "no controller has seen it")
            try await ControllerProcess.run(in: world) { _ in
                try await Self.expect(world, .inProgress, "Degraded", when: "its Secret is not there")
                try await world.createSecret("repo")
                try await Self.expect(world, .current, "Healthy", when: "it is scheduled")
                try await world.submit("km", spec.setting(["manual": "one"], at: "trigger"))
                try await Self.expect(world, .inProgress, "Progressing", when: "it runs by hand")
                try await world.finish(try await world.runningJob(), exitCode: 0)
                try await Self.expect(world, .current, "Healthy", when: "that has succeeded")
                try await world.submit("km", spec.setting(["manual": "two"], at: "trigger"))
                try await world.finish(try await world.runningJob(), exitCode: 78)
                try await Self.expect(world, .inProgress, "Degraded", when: "a run has failed")
                try await world.submit("km", spec.setting(true, at: "suspend"))
                try await Self.expect(world, .current, "Suspended", when: "it is suspended")
            }
            try await world.patch("km", ["suspend": false])
            try await Self.expect(world, .inProgress, "Progressing", when: "no controller has seen the change")
        }
    }

    private static func expect(
        _ world: ControllerWorld,
        _ flux: KStatus,
        _ argo: String,
        when state: String
    ) async throws {
        try await world.eventually("\(flux.rawValue) for Flux, \(argo) for Argo CD, when \(state)") {
            let object = try await world.object("kmaint", "km")
            guard KStatus(of: object) == flux else { return false }
            return LuaHealth.isAvailable ? try await LuaHealth.judge(object).status == argo : true
        }
    }
}
