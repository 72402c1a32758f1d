import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// What Flux and Argo CD do to an object that the webhook completes, by the requests that they make.
///
/// Both apply on the server's side for show and compare with what is there: Flux whenever it reconciles (`fluxcd/pkg/ssa`,
/// `ResourceManager.Apply` and `hasDrifted`), Argo CD with `ServerSideDiff=true` (Argo CD, "Diff Strategies"). Without it,
/// Argo CD computes the patch that kubectl's client-side apply would send, from the same three objects: so kubectl's word
/// `unchanged` and an empty `kubectl diff` say that it finds nothing (``KubectlReleasesTests`` asks each kubectl).
@Suite(
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(10))
)
struct GitOpsTests {
    /// As whom Flux, its Helm controller and Argo CD apply.
    private static let managers = ["kustomize-controller", "helm-controller", "argocd-controller"]

    /// What people keep in Git: nothing but what is needed, parts of what has defaults, a run by hand.
    private static let specs: [JSONValue] = [
        ["repository": ["repository": "r"]],
        ["repository": ["repository": "r"], "resources": ["limits": ["memory": "2Gi"]], "cacheCapacity": "5Gi"],
        ["repository": ["repository": "r"], "trigger": ["manual": "one"], "podSecurityContext": ["runAsUser": 7]],
        ["repository": ["repository": "r"], "schedule": "0 3 * * *", "activeDeadlineSeconds": 10800],
    ]

    @Test("An applied object has not drifted, and what somebody changes is set right by one apply")
    func noDrift() async throws {
        try await WebhookInClusterTests.withCluster { cluster in
            for (place, manager) in Self.managers.enumerated() {
                // The managers differ by their name only.
                for (number, spec) in Self.specs.prefix(place == 0 ? Self.specs.count : 1).enumerated() {
                    try await GitOpsObject("\(manager)-\(number)", spec, manager, cluster).live()
                }
            }
        }
    }

    @Test("Taken over from kubectl's client-side apply, an object has not drifted either")
    func takenOver() async throws {
        try await WebhookInClusterTests.withCluster { cluster in
            for (number, spec) in Self.specs.enumerated() {
                let object = GitOpsObject("taken-\(number)", spec, "kustomize-controller", cluster)
                try await cluster.must("apply", "-f", "-", input: object.manifest)
                try await object.live()
                // By the client's reckoning, too: Argo CD without server-side apply.
                let diff = try await cluster.kubectl("diff", "-f", "-", input: object.manifest)
                #expect(diff.status == 0 && diff.output.isEmpty, "\(spec.jsonText): \(diff)")
            }
        }
    }

    @Test("The documented command puts the health script where Argo CD reads it, and leaves the rest")
    func installsHealthScript() async throws {
        try await ControlPlane.run { cluster in
            try await cluster.must("create", "namespace", "argocd")
            try await cluster.must("create", "configmap", "argocd-cm", "-n", "argocd", "--from-literal=url=https://x")
            let page = Fixtures.repository.appending(path: "docs/gitops.md")
            let text = try String(contentsOf: page, encoding: .utf8)
            let example = #/```console\n\$ (?<it>kubectl create configmap(?:.*\n)*?)```/#
            let command = try #require(text.firstMatch(of: example)).output.it
            let outcome = try await Command.run(
                "bash",
                ["-c", "set -o pipefail; \(command)"],
                in: .inherited([
                    "KUBECONFIG": cluster.kubeconfig.path,
                    "PATH": "\(ControlPlane.assets?.path ?? ""):/usr/bin:/bin",
                ]),
                directory: Fixtures.repository.path
            )
            #expect(outcome.status == 0, "\(outcome)")
            let map = try JSONParser.parse(
                try await cluster.must("get", "configmap", "argocd-cm", "-n", "argocd", "-o", "json").utf8
            )
            let script = Fixtures.repository.appending(path: "deploy/gitops/argocd-health.lua")
            let key = "resource.customizations.health.volsync.backube_KopiaMaintenance"
            #expect(map["data"]?[key]?.string == (try String(contentsOf: script, encoding: .utf8)))
            #expect(map["data"]?["url"] == "https://x")
        }
    }
}

/// An object that is kept in Git, and what keeps it in the cluster.
private struct GitOpsObject {
    private let name: String
    private let manager: String
    private let cluster: ControlPlane
    let manifest: String

    init(_ name: String, _ spec: JSONValue, _ manager: String, _ cluster: ControlPlane) {
        self.name = name
        self.manager = manager
        self.cluster = cluster
        let object: JSONValue = [
            "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance",
            "metadata": [
                "name": .string(name), "namespace": "default",
                "labels": ["kustomize.toolkit.fluxcd.io/name": "apps"],
                "annotations": ["argocd.argoproj.io/tracking-id": .string("apps:\(name)")],
            ],
            "spec": spec,
        ]
        manifest = object.jsonText
    }

    /// Applies it, lets somebody change it, and applies it again.
    func live() async throws {
        try await apply()
        let first = try await spec()
        try await expectNoDrift("as applied")
        let patch = #"{"spec":{"failedJobsHistoryLimit":9,"containerSecurityContext":{"runAsUser":9}}}"#
        try await cluster.must("patch", "kmaint", name, "--type=merge", "-p", patch)
        // What nobody keeps in Git is left to whoever wrote it, as with any object.
        try await expectNoDrift("with additions by others")
        try await cluster.must(
            "patch",
            "kmaint",
            name,
            "--type=merge",
            "-p",
            #"{"spec":{"repository":{"repository":"x"}}}"#
        )
        #expect(try await predicted() != live(), "\(name): a change is seen")
        try await apply()
        try await expectNoDrift("set right")
        let undo = #"{"spec":{"failedJobsHistoryLimit":null,"containerSecurityContext":null}}"#
        try await cluster.must("patch", "kmaint", name, "--type=merge", "-p", undo)
        #expect(try await spec() == first, "\(name): nothing is left of it")
        try await expectNoDrift("in the end")
    }

    private func apply() async throws {
        try await cluster.must(applied(), input: manifest)
    }

    private func applied() -> [String] {
        ["apply", "--server-side", "--force-conflicts", "--field-manager", manager, "-f", "-"]
    }

    private func expectNoDrift(_ when: String) async throws {
        #expect(try await predicted() == live(), "\(name), \(when)")
        let version = try await self.version()
        try await apply()
        #expect(try await self.version() == version, "\(name), \(when)")
    }

    /// What an apply would make of it.
    private func predicted() async throws -> JSONValue {
        let text = try await cluster.must(applied() + ["--dry-run=server", "-o", "json"], input: manifest)
        return Self.compared(try JSONParser.parse(text.utf8))
    }

    /// What is there.
    private func live() async throws -> JSONValue { Self.compared(try await object()) }

    /// What Flux compares and more: an apply that changes nothing leaves the generation, too.
    private static func compared(_ object: JSONValue) -> JSONValue {
        ["managedFields", "resourceVersion"].reduce(object) { $0.setting(nil, at: "metadata", $1) }
    }

    private func object() async throws -> JSONValue {
        try JSONParser.parse(try await cluster.must("get", "kmaint", name, "-n", "default", "-o", "json").utf8)
    }

    private func spec() async throws -> JSONValue { try await object()["spec"] ?? .null }

    private func version() async throws -> String {
        try await object()["metadata"]?["resourceVersion"]?.string ?? ""
    }
}
