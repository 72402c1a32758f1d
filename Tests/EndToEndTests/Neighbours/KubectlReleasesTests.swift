import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// What users of each released kubectl see of a webhook that completes and judges.
@Suite(
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .enabled(if: !ReleasedProgram.kubectls.isEmpty, "scripts/neighbours.sh has installed no kubectl"),
    .timeLimit(.minutes(10))
)
struct KubectlReleasesTests {
    @Test("Every way to write works with each kubectl, and prints what the documentation shows")
    func everyRelease() async throws {
        try await WebhookInClusterTests.withCluster { cluster in
            for kubectl in ReleasedProgram.kubectls {
                let user = try await KubectlUser(of: cluster, with: kubectl)
                try await Self.readsRejection(user)
                try await Self.readsWarning(user)
                try await Self.applies(user)
                try await Self.edits(user)
                try await Self.patches(user)
                try await Self.prunes(user)
                try await Self.appliesOnServer(user)
            }
        }
    }

    private static func readsRejection(_ user: KubectlUser) async throws {
        let text = try String(contentsOf: Fixtures.repository.appending(path: "README.md"), encoding: .utf8)
        let example =
            #/\$ cat broken.yaml\n(?<manifest>(?:.*\n)*?)\$ kubectl apply -f broken.yaml\n(?<said>(?:.*\n)*?)```/#
        let shown = try #require(text.firstMatch(of: example))
        let outcome = try await user.kubectl("apply", "-f", "-", input: String(shown.output.manifest))
        #expect(outcome.status == 1, "\(user)")
        #expect(withoutTrailingSpace(outcome.errors) == String(shown.output.said), "\(user)")
        let dryRun = try await user.kubectl(
            "create",
            "--dry-run=server",
            "-f",
            "-",
            input: String(shown.output.manifest)
        )
        #expect(dryRun.errors == outcome.errors, "\(user)")
    }

    private static func withoutTrailingSpace(_ text: String) -> String {
        text.replacing(#/ +\n/#, with: "\n")
    }

    private static func readsWarning(_ user: KubectlUser) async throws {
        let text = try String(contentsOf: Fixtures.repository.appending(path: "README.md"), encoding: .utf8)
        let warning = try #require(text.split(separator: "\n").first { $0.hasPrefix("Warning: spec.schedule") })
        let manifest = user.manifest("old", "{repository: {repository: r}, schedule: '0 3 * * *'}")
        let outcome = try await user.kubectl("apply", "--dry-run=server", "-f", "-", input: manifest)
        #expect(outcome.errors.split(separator: "\n") == [warning], "\(user)")
    }

    /// Client-side apply and diff.
    private static func applies(_ user: KubectlUser) async throws {
        let minimal = user.manifest("nightly", "{repository: {repository: r}}")
        #expect(try await user.must("apply", "-f", "-", input: minimal).hasSuffix(" created\n"), "\(user)")
        #expect(try await user.must("apply", "-f", "-", input: minimal).hasSuffix(" unchanged\n"), "\(user)")
        let nothing = try await user.kubectl("diff", "-f", "-", input: minimal)
        #expect(nothing.status == 0 && nothing.output.isEmpty, "\(user): \(nothing)")

        let longer = user.manifest("nightly", "{repository: {repository: r}, activeDeadlineSeconds: 7200}")
        let something = try await user.kubectl("diff", "-f", "-", input: longer)
        #expect(something.status == 1, "\(user): \(something)")
        let changes = something.output.split(separator: "\n").filter { $0.hasPrefix("+  ") || $0.hasPrefix("-  ") }
            .filter { $0.contains("DeadlineSeconds:") && !$0.contains("{") }
        #expect(
            changes == ["-  activeDeadlineSeconds: 10800", "+  activeDeadlineSeconds: 7200"],
            "\(user): \(something)"
        )
        #expect(try await user.must("apply", "-f", "-", input: longer).hasSuffix(" configured\n"), "\(user)")
        #expect(try await user.must("apply", "-f", "-", input: longer).hasSuffix(" unchanged\n"), "\(user)")

        let wrong = user.manifest("nightly", "{repository: {repository: r}, activeDeadlineSeconds: 5}")
        let refused = try await user.kubectl("diff", "-f", "-", input: wrong)
        #expect(refused.status > 1 && refused.errors.contains(tooShort), "\(user): \(refused)")
    }

    private static let tooShort =
        "spec.activeDeadlineSeconds: Invalid value: 5: must be greater than or equal to 600"

    private static func edits(_ user: KubectlUser) async throws {
        let right = try await user.edit("nightly", "s/activeDeadlineSeconds: 7200/activeDeadlineSeconds: 9000/")
        #expect(right.outcome.status == 0 && right.outcome.output.hasSuffix(" edited\n"), "\(user): \(right)")
        #expect(try await user.spec("nightly")["activeDeadlineSeconds"] == 9000, "\(user)")
        // kubectl opens the file once more with the reason as comments, and gives up when nothing was mended.
        let wrong = try await user.edit("nightly", "s/activeDeadlineSeconds: 9000/activeDeadlineSeconds: 5/")
        #expect(wrong.outcome.status == 1 && wrong.shown.contains("# * \(tooShort)\n"), "\(user): \(wrong)")
        #expect(try await user.spec("nightly")["activeDeadlineSeconds"] == 9000, "\(user)")
    }

    private static func patches(_ user: KubectlUser) async throws {
        let patch = ["patch", "kmaint", "nightly", "--type"]
        try await user.must(patch + ["merge", "-p", #"{"spec":{"activeDeadlineSeconds":null}}"#])
        #expect(try await user.spec("nightly")["activeDeadlineSeconds"] == 10800, "\(user)")
        let add = #"[{"op":"add","path":"/spec/trigger/manual","value":"now"}]"#
        try await user.must(patch + ["json", "-p", add])
        #expect(try await user.spec("nightly")["trigger"] == ["manual": "now"], "\(user)")
        let refused = try await user.kubectl(patch + ["merge", "-p", #"{"spec":{"activeDeadlineSeconds":5}}"#])
        let object = "The KopiaMaintenance \"nightly\" is invalid: "
        #expect(refused.status == 1 && refused.errors == "\(object)\(tooShort)\n", "\(user): \(refused)")
        try await user.must(["label", "kmaint", "nightly", "a=b"])
    }

    private static func prunes(_ user: KubectlUser) async throws {
        let (first, second) = ("first", "second")
        let apply = [
            "apply", "--prune", "-l", "set=one", "--prune-allowlist=volsync.backube/v1alpha1/KopiaMaintenance",
            "-f", "-",
        ]
        let manifests = [first, second].map {
            user.manifest($0, "{repository: {repository: r}}", label: "set: one")
        }
        try await user.must(apply, input: manifests.joined(separator: "---\n"))
        let said = try await user.must(apply, input: manifests[0])
        #expect(said.contains("/first unchanged") && said.contains("/second pruned"), "\(user): \(said)")
        #expect(try await user.names() == ["first", "nightly"], "\(user)")
    }

    private static func appliesOnServer(_ user: KubectlUser) async throws {
        let apply = ["apply", "--server-side", "-f", "-"]
        let manifest = user.manifest("ssa", "{repository: {repository: r}, cacheCapacity: 5Gi}")
        try await user.must(apply, input: manifest)
        let version = try await user.version("ssa")
        try await user.must(apply, input: manifest)
        #expect(try await user.version("ssa") == version, "\(user)")
        let nothing = try await user.kubectl("diff", "--server-side", "-f", "-", input: manifest)
        #expect(nothing.status == 0 && nothing.output.isEmpty, "\(user): \(nothing)")
        // What was applied by the client is taken over with its defaults, which nobody has chosen.
        let taken = user.manifest("first", "{repository: {repository: r}}", label: "set: one")
        try await user.must(apply, input: taken)
        let wrong = user.manifest("ssa", "{repository: {repository: r}, activeDeadlineSeconds: 5}")
        let refused = try await user.kubectl(apply, input: wrong)
        #expect(refused.status == 1 && refused.errors.contains(tooShort), "\(user): \(refused)")
        try await user.must(["delete", "kmaint", "--all"])
        #expect(try await user.names() == [], "\(user)")
    }
}
