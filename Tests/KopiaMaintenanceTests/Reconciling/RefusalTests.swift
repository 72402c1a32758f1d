import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// What the API server does not take reaches the user.
@Suite struct RefusalTests {
    private static let planner = Planner(options: RenderingOptions(), zone: UTC())

    private static func observation(capacity: String) -> Observation {
        let spec: JSONValue = ["repository": ["repository": "repo"], "cacheCapacity": .string(capacity)]
        let metadata: JSONValue = ["name": "km", "namespace": "ns", "uid": "u"]
        return Observation(of: KopiaMaintenance(.kopiaMaintenance(spec, metadata: metadata)))
    }

    /// The conditions that a plan writes, by type.
    private static func conditions(_ plan: Plan) -> [String: String] {
        for case .writeStatus(let status) in plan.actions {
            let conditions = status["conditions"]?.array ?? []
            return Dictionary(
                conditions.map {
                    ($0["type"]?.string ?? "", "\($0["status"]?.string ?? "")/\($0["reason"]?.string ?? "")")
                },
                uniquingKeysWith: { $1 }
            )
        }
        return [:]
    }

    @Test("A refusal is an error in the status and an event, and there is no active CronJob")
    func refusal() {
        var observation = Self.observation(capacity: "1Gi")
        observation.refusal = "CronJob km: exceeded quota"
        let plan = Self.planner.plan(observation, now: 0)
        #expect(Self.conditions(plan)["Ready"] == "False/ApplyRefused")
        #expect(Self.conditions(plan)["Error"] == "True/ApplyRefused")
        let events = plan.actions.compactMap { if case .record(let event) = $0 { event } else { nil } }
        #expect(events.map(\.reason) == ["ApplyRefused"])
        #expect(events.first?.note.contains("exceeded quota") == true)
        for case .writeStatus(let status) in plan.actions {
            #expect(status["activeCronJob"] == nil)
            #expect(status["nextScheduledMaintenance"] == nil)
        }
    }

    @Test("A claim is asked to grow, and not again once that was refused")
    func growth() throws {
        var observation = Self.observation(capacity: "5Gi")
        let claim = try #require(
            Self.planner.plan(Self.observation(capacity: "1Gi"), now: 0).actions.compactMap { action -> JSONValue? in
                if case .apply(let object) = action, object["kind"] == "PersistentVolumeClaim" { object } else { nil }
            }.first
        )
        observation.cacheClaim = claim.setting("c", at: "metadata", "uid")
        let name = try #require(claim["metadata"]?["name"]?.string)
        let growth = Action.grow(claim: name, uid: "c", storage: "5Gi")
        #expect(Self.planner.plan(observation, now: 0).actions.contains(growth))
        observation.growthRefusal = "only dynamically provisioned pvc can be resized"
        let plan = Self.planner.plan(observation, now: 0)
        #expect(!plan.actions.contains(growth))
        #expect(Self.conditions(plan)["CacheAsRequested"] == "False/CacheClaimKept")
        #expect(Self.conditions(plan)["Ready"] == "True/MaintenanceActive")
    }
}
