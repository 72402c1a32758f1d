import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// What the plugin says of a value that some releases take, by what a real API server says of its own.
@Suite(
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(5))
)
struct PluginReleaseTests {
    private static let object = JSONValue.kopiaMaintenance(
        [
            "repository": ["repository": "repo"], "schedule": "0 3 * * *",
            "tolerations": [["key": "gpu", "operator": "Lt", "value": "5"]],
        ],
        metadata: ["name": "nightly", "namespace": "default"]
    )

    @Test("An API server that acts as an older release is judged by that", arguments: [("1.34", 1), ("1.36", 0)])
    func release(_ release: String, _ status: Int32) async throws {
        try await ControlPlane.run(flags: ["--emulated-version=\(release)"]) { cluster in
            try await cluster.must("apply", "-k", Fixtures.repository.appending(path: "deploy/crd").path)
            try await cluster.waitForDefinitions()
            try await cluster.must("apply", "-f", "-", input: Self.object.jsonText)
            let surroundings = Command.Surroundings.inherited(["KUBECONFIG": cluster.kubeconfig.path])
            for command in [
                "review -f - --kubernetes-version cluster", "render -f - --kubernetes-version cluster",
                "migrate --cluster -n default --dry-run client",
            ] {
                let outcome = try await Command.run(
                    Programs.plugin.path,
                    command.split(separator: " ").map(String.init),
                    input: Self.object.jsonText,
                    in: surroundings
                )
                #expect(outcome.status == status, "\(command): \(outcome)")
            }
            let doctor = try await Command.run(Programs.plugin.path, ["doctor", "-n", "default"], in: surroundings)
            let line = "\(status == 1 ? "✗" : "!") spec.tolerations[0].operator: "
            #expect(doctor.output.contains(line), "\(doctor)")
        }
    }
}
