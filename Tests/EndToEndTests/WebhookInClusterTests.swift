import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// The webhook behind a real API server: what a user of kubectl sees.
@Suite(
    .serialized,
    .timeLimit(.minutes(5)),
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane")
)
struct WebhookInClusterTests {
    /// Runs a test with a control plane that asks a webhook.
    static func withCluster(_ body: (ControlPlane) async throws -> Void) async throws {
        try await ControlPlane.run { cluster in
            try await RunningWebhook.run { webhook in
                try await install(webhook, in: cluster)
                try await body(cluster)
            }
        }
    }

    private static func install(_ webhook: RunningWebhook, in cluster: ControlPlane) async throws {
        try await cluster.must("apply", "-f", Fixtures.repository.appending(path: "deploy/crd").path)
        try await cluster.waitForDefinitions()
        let authority = try Data(contentsOf: URL(filePath: webhook.authority)).base64EncodedString()
        try await cluster.must("apply", "-f", "-", input: configurations(url: webhook.url, authority: authority))
        try await settled(cluster)
    }

    /// Both webhook configurations, with the webhook's address in place of a Service.
    private static func configurations(url: String, authority: String) -> String {
        ["Mutating", "Validating"].map { kind in
            let verb = kind == "Mutating" ? "mutate" : "validate"
            return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: \(kind)WebhookConfiguration
                metadata: {name: kopia-maintenance}
                webhooks:
                - name: \(verb).kopiamaintenance.volsync.backube
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  failurePolicy: Fail
                  matchPolicy: Equivalent
                  timeoutSeconds: 30
                  clientConfig: {url: "\(url)/\(verb)-volsync-backube-v1alpha1-kopiamaintenance", caBundle: \(authority)}
                  rules:
                  - {apiGroups: [volsync.backube], apiVersions: [v1alpha1], operations: [CREATE, UPDATE], resources: [kopiamaintenances]}

                """
        }.joined(separator: "---\n")
    }

    /// Waits until the API server has taken up both configurations: an object that only one refuses is refused, and
    /// what only the other adds is added.
    private static func settled(_ cluster: ControlPlane) async throws {
        let wrong = manifest("probe", "{repository: {repository: Not_A_Name}}")
        let bare = manifest("probe", "{repository: {repository: r}}")
        let create = ["create", "--dry-run=server", "-o", "yaml", "-f", "-"]
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            let refused = try await cluster.kubectl(create, input: wrong).errors.contains("is invalid")
            let defaulted = try await cluster.kubectl(create, input: bare).output.contains("schedule: 0 2 * * *")
            if refused, defaulted { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Command.Failure(description: "the webhooks were not taken up")
    }

    private static func manifest(_ name: String, _ spec: String) -> String {
        """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: \(name), namespace: default}
        spec: \(spec)

        """
    }

    private static func object(_ name: String, in cluster: ControlPlane) async throws -> JSONValue {
        try JSONParser.parse(await cluster.must("get", "kmaint", name, "-o", "json").utf8)
    }

    @Test("kubectl create, apply, server-side apply, patch and delete behave as the requirements say")
    func life() async throws {
        try await Self.withCluster { cluster in
            let minimal = Self.manifest("nightly", "{repository: {repository: prod-backup-config}}")

            let dryRun = try await cluster.must("apply", "--dry-run=server", "-o", "json", "-f", "-", input: minimal)
            #expect(try JSONParser.parse(dryRun.utf8)["spec"]?["trigger"]?["schedule"] == "0 2 * * *")
            #expect(try await cluster.kubectl("get", "kmaint", "nightly").status != 0, "a dry run stores nothing")

            try await cluster.must("apply", "-f", "-", input: minimal)
            let created = try await Self.object("nightly", in: cluster)
            #expect(created["spec"]?["activeDeadlineSeconds"] == 10800)
            #expect(created["spec"]?["podSecurityContext"]?["fsGroup"] == 1000)
            #expect(try await cluster.must("apply", "-f", "-", input: minimal).contains("unchanged"))

            try await cluster.must(
                "patch",
                "kmaint",
                "nightly",
                "--type=merge",
                "-p",
                #"{"spec":{"trigger":{"manual":"run-1"}}}"#
            )
            let byHand = try await Self.object("nightly", in: cluster)
            #expect(byHand["spec"]?["trigger"] == ["manual": "run-1"], "the defaulted schedule gave way")

            try await cluster.must(
                "apply",
                "-f",
                "-",
                input: Self.manifest("weekly", "{repository: {repository: r}, trigger: {schedule: '@weekly'}}")
            )
            let refused = try await cluster.kubectl(
                "patch",
                "kmaint",
                "weekly",
                "--type=merge",
                "-p",
                #"{"spec":{"trigger":{"manual":"x"}}}"#
            )
            #expect(refused.status != 0)
            #expect(
                refused.errors.contains("spec.trigger: Forbidden: schedule and manual are mutually exclusive"),
                "\(refused)"
            )

            let applied = Self.manifest("ssa", "{repository: {repository: r}, cacheCapacity: 5Gi}")
            try await cluster.must("apply", "--server-side", "-f", "-", input: applied)
            try await cluster.must("apply", "--server-side", "-f", "-", input: applied)
            #expect(try await Self.object("ssa", in: cluster)["spec"]?["cacheAccessModes"] == ["ReadWriteOnce"])

            try await cluster.must("label", "kmaint", "weekly", "a=b")
            try await cluster.must("delete", "kmaint", "nightly", "weekly", "ssa")
            #expect(try await cluster.must("get", "kmaint", "-o", "name").isEmpty)
        }
    }

    @Test("A rejection reads exactly as one of a built-in resource, with every mistake at once")
    func rejection() async throws {
        try await Self.withCluster { cluster in
            let two = Self.manifest(
                "broken",
                "{repository: {repository: r}, trigger: {schedule: '0 3 * * *', manual: x}, failedJobsHistoryLimit: -1}"
            )
            let outcome = try await cluster.kubectl("create", "-f", "-", input: two)
            #expect(outcome.status == 1)
            #expect(
                outcome.errors == """
                    The KopiaMaintenance "broken" is invalid:\u{20}
                    * spec.trigger: Forbidden: schedule and manual are mutually exclusive: remove one of them; for one run beside a schedule: kubectl annotate kopiamaintenance NAME volsync.backube/run-requested=TAG --overwrite
                    * spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0

                    """
            )
            let one = Self.manifest("broken", "{repository: {repository: r}, activeDeadlineSeconds: 5}")
            #expect(
                try await cluster.kubectl("create", "-f", "-", input: one).errors
                    == "The KopiaMaintenance \"broken\" is invalid: spec.activeDeadlineSeconds: Invalid value: 5: "
                    + "must be greater than or equal to 600\n"
            )
        }
    }

    @Test("Every sample manifest is accepted, and those that are meant to be wrong are not")
    func samples() async throws {
        try await Self.withCluster { cluster in
            let folder = Fixtures.repository.appending(path: "deploy/samples")
            for namespace in try Self.namespaces(in: folder) {
                try await cluster.must("create", "namespace", namespace)
            }
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            where file.hasSuffix(".yaml") {
                let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                for document in text.components(separatedBy: "\n---") where document.contains("kind: KopiaMaintenance")
                {
                    let outcome = try await cluster.kubectl("create", "--dry-run=server", "-f", "-", input: document)
                    #expect(outcome.status == 0, "\(file): \(outcome)")
                }
            }
            let rejected = folder.appending(path: "rejected")
            for file in try FileManager.default.contentsOfDirectory(atPath: rejected.path).sorted()
            where file.hasSuffix(".yaml") {
                let path = rejected.appending(path: file).path
                let outcome = try await cluster.kubectl("create", "--dry-run=server", "-f", path)
                #expect(outcome.status != 0, "\(file): \(outcome)")
                #expect(outcome.errors.contains("is invalid"), "\(file): \(outcome)")
            }
        }
    }

    /// The namespaces that the manifests of a folder name.
    private static func namespaces(in folder: URL) throws -> Set<String> {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        let lines = try files.flatMap { file in
            try String(contentsOf: folder.appending(path: file), encoding: .utf8).split(separator: "\n")
        }
        let names = lines.compactMap { $0.wholeMatch(of: /\s+namespace: ([a-z0-9-]+)/)?.output.1 }
        return Set(names.map(String.init)).subtracting(["default"])
    }
}
