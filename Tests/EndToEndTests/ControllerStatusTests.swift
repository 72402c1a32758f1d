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
