import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// The status, where others write to it as well.
    @Suite struct StatusTests {
        private static let nightly: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
        ]

        @Test("A condition of another manager survives every change of ours, and is not ours")
        func foreignCondition() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("km", Self.nightly)
                    try await world.waitReady("km")
                    let theirs =
                        #"{"type":"Audited","status":"True","reason":"Passed","message":"","#
                        + #""lastTransitionTime":"2026-01-01T00:00:00Z"}"#
                    let patch = #"[{"op":"add","path":"/status/conditions/-","value":\#(theirs)}]"#
                    try await world.kubectl(
                        "patch",
                        "kmaint",
                        "km",
                        "--subresource=status",
                        "--type=json",
                        "--field-manager=auditor",
                        "-p",
                        patch
                    )
                    for suspended in [true, false] {
                        try await world.patch("km", ["suspend": .bool(suspended)])
                        let reason = suspended ? "MaintenanceSuspended" : "MaintenanceActive"
                        try await world.eventually("the change is in the status") {
                            try await world.condition("Ready", of: "km") == "True/\(reason)"
                        }
                        #expect(try await world.condition("Audited", of: "km") == "True/Passed")
                    }
                    #expect(try await Self.managers(ofCondition: "Audited", world) == ["auditor"])
                    #expect(try await Self.managers(ofCondition: "Ready", world) == ["kopia-maintenance-controller"])
                }
            }
        }

        @Test("A claim that may not grow is used as it is, and an event says why; everything else goes on")
        func claim() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("km", Self.nightly.setting("1Gi", at: "cacheCapacity"))
                    try await world.waitReady("km")
                    try await world.patch("km", ["cacheCapacity": "5Gi", "successfulJobsHistoryLimit": 7])
                    try await world.eventually("the rest of the change is made") {
                        try await world.list("cronjob").first?["spec"]?["successfulJobsHistoryLimit"]?.int64 == 7
                    }
                    try await world.eventually("the condition says so") {
                        try await world.condition("CacheAsRequested", of: "km") == "False/CacheClaimKept"
                    }
                    try await world.eventually("the event says why") {
                        try await world.events(about: "km")["CacheClaimKept"]?.contains("keeps its size: ") == true
                    }
                    try await world.waitReady("km")
                }
            }
        }

        @Test("What a quota forbids is in the status, and is done once it is allowed")
        func quota() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await world.kubectl("create", "quota", "none", "--hard=count/cronjobs.batch=0")
                // In the place of the quota controller, which does not run here.
                let none: JSONValue = ["count/cronjobs.batch": "0"]
                let status: JSONValue = ["status": ["hard": none, "used": none]]
                let how = "--subresource=status"
                try await world.kubectl("patch", "quota", "none", how, "--type=merge", "-p", status.jsonText)
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("km", Self.nightly)
                    try await world.eventually("the refusal is in the status") {
                        try await world.condition("Error", of: "km") == "True/ApplyRefused"
                    }
                    let object = try await world.object("kmaint", "km")
                    let ready = object["status"]?["conditions"]?.array?.first { $0["type"] == "Ready" }
                    #expect(ready?["message"]?.string?.contains("exceeded quota") == true)
                    #expect(object["status"]?["activeCronJob"] == nil)
                    try await world.kubectl("delete", "quota", "none")
                    try await world.waitReady("km")
                }
            }
        }

        @Test("A namespace that is deleted goes, with everything in it")
        func namespace() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("nightly", Self.nightly)
                    let other: JSONValue = ["repository": ["repository": "gone"], "trigger": ["manual": "x"]]
                    try await world.submit("waiting", other)
                    try await world.waitReady("nightly")
                    try await world.cluster.must("delete", "namespace", world.namespace, "--timeout=180s")
                }
            }
        }

        private static func managers(ofCondition type: String, _ world: ControllerWorld) async throws -> Set<String> {
            let text = try await world.kubectl("get", "kmaint", "km", "-o", "json", "--show-managed-fields")
            let entries = try JSONParser.parse(text.utf8)["metadata"]?["managedFields"]?.array ?? []
            let owners = entries.filter {
                $0["fieldsV1"]?["f:status"]?["f:conditions"]?[#"k:{"type":"\#(type)"}"#]?["f:status"] != nil
            }
            return Set(owners.compactMap { $0["manager"]?.string })
        }
    }
}
