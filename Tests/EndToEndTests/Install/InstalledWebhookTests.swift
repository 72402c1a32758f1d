import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// The programs as the manifests start them, outside the cluster, against the objects that the manifests install.
@Suite(
    .serialized,
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .timeLimit(.minutes(10))
)
struct InstalledWebhookTests {
    @Test(
        "From nothing to a rejection: certificates are made, the webhook serves, and while it is down objects still go",
        arguments: [Installation.Shape.standard, .webhookOnly]
    )
    func wholeInstallation(_ shape: Installation.Shape) async throws {
        try await ControlPlane.run { cluster in
            let port = try FreePorts.take(1)[0]
            let installation = try await Self.install(shape, callingPort: port, in: cluster)
            try await Self.withCertificates(shape, installation, cluster) {
                let folder = try await Self.mountSecret(of: cluster)
                let program = try #require(InstalledProgram(of: "kopia-maintenance-webhook", in: installation))
                let webhook = try await Self.startWebhook(program, folder, port: port)
                do {
                    try await Self.useWebhook(cluster)
                    await webhook.kill()
                } catch {
                    await webhook.kill()
                    throw error
                }
                try await Self.doWithoutWebhook(cluster)
            }
            for account in ["controller", "certificates"] {
                let name = "\(Installation.namespace)/kopia-maintenance-\(account)"
                #expect(try AuditLog(of: cluster).refusals(of: name) == [])
            }
        }
    }

    /// Applies the overlay with the webhook's address in place of the Service.
    private static func install(
        _ shape: Installation.Shape,
        callingPort port: Int,
        in cluster: ControlPlane
    ) async throws -> [JSONValue] {
        let folder = cluster.folder.appending(path: "overlay")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // kustomize takes relative paths only.
        let depth = folder.resolvingSymlinksInPath().pathComponents.count - 1
        let overlay = String(repeating: "../", count: depth) + shape.overlay.path.dropFirst()
        let patches = [("Mutating", "mutate"), ("Validating", "validate")].map { kind, verb in
            """
            - target: {kind: \(kind)WebhookConfiguration}
              patch: |-
                - op: replace
                  path: /webhooks/0/clientConfig
                  value: {url: "https://127.0.0.1:\(port)/\(verb)-volsync-backube-v1alpha1-kopiamaintenance"}

            """
        }
        let text = "resources:\n- \(overlay)\npatches:\n\(patches.joined())"
        try text.write(to: folder.appending(path: "kustomization.yaml"), atomically: true, encoding: .utf8)
        if shape == .webhookOnly {
            // VolSync's part.
            try await cluster.must("apply", "-f", Fixtures.repository.appending(path: "deploy/crd").path)
        }
        try await cluster.must("apply", "--validate=strict", "-k", folder.path)
        try await cluster.waitForDefinitions()
        return try await Installation.objects(builtFrom: folder)
    }

    /// Lets the installation make its certificates, and goes on beside whoever keeps them.
    private static func withCertificates(
        _ shape: Installation.Shape,
        _ installation: [JSONValue],
        _ cluster: ControlPlane,
        _ body: () async throws -> Void
    ) async throws {
        let name = shape == .standard ? "kopia-maintenance-controller" : "kopia-maintenance-certificates"
        let program = try #require(InstalledProgram(of: name, in: installation))
        let kubeconfig = try await cluster.kubeconfig(ofAccount: name)
        let path = Programs.folder.appending(path: program.command[0])
        let own = ["--kubeconfig", kubeconfig.path, "--certificate-names", "127.0.0.1"]
        let arguments = Array(program.command.dropFirst()) + program.arguments + own
        guard shape == .standard else {
            try await Command.output(path.path, arguments)
            #expect(try await Installation.isCertified(in: cluster))
            return try await body()
        }
        let controller = try await Service(
            path,
            arguments + ["--bind-address", "127.0.0.1", "--probe-port", "0"],
            in: cluster.folder
        )
        do {
            try await controller.wait { try await Installation.isCertified(in: cluster) }
            try await body()
            await controller.kill()
        } catch {
            await controller.kill()
            throw error
        }
    }

    /// Writes the Secret's content to files, as the kubelet does.
    static func mountSecret(of cluster: ControlPlane) async throws -> URL {
        let folder = cluster.folder.appending(path: "tls")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let name = ["secret", "kopia-maintenance-webhook-tls", "-n", Installation.namespace]
        let secret = try JSONParser.parse(try await cluster.kubectl(["get"] + name + ["-o", "json"]).output.utf8)
        for file in ["tls.crt", "tls.key"] {
            let text = try #require(secret["data"]?[file]?.string)
            try #require(Data(base64Encoded: text)).write(to: folder.appending(path: file))
        }
        return folder
    }

    static func startWebhook(_ program: InstalledProgram, _ folder: URL, port: Int) async throws -> Service {
        let arguments = program.arguments.map { $0.replacing("/etc/kopia-maintenance/tls", with: folder.path) }
        let webhook = try await Service(
            Programs.folder.appending(path: program.command[0]),
            arguments + ["--bind-address", "127.0.0.1", "--port", "\(port)", "--probe-port", "0"],
            in: folder
        )
        try await webhook.wait { webhook.printed.contains("\"serving\"") }
        return webhook
    }

    private static func useWebhook(_ cluster: ControlPlane) async throws {
        let wrong = manifest("wrong", "{repository: {repository: Not_A_Name}}")
        try await StandIns.eventually("the webhook rejects what is wrong") {
            try await cluster.kubectl("create", "-f", "-", input: wrong).errors.contains("is invalid")
        }
        let right = manifest("nightly", "{repository: {repository: repo}}")
        try await StandIns.eventually("the webhook is trusted for defaults as well") {
            try await cluster.kubectl("apply", "-f", "-", input: right).status == 0
        }
        let deadline = ["get", "kmaint", "nightly", "-o", "jsonpath={.spec.activeDeadlineSeconds}"]
        #expect(try await cluster.kubectl(deadline).output == "10800")
        let finalizer = #"{"metadata":{"finalizers":["test.example.com/hold"]}}"#
        try await cluster.must("patch", "kmaint", "nightly", "--type=merge", "-p", finalizer)
        try await cluster.must("delete", "kmaint", "nightly", "--wait=false")
    }

    /// Nothing is created unchecked; what is being deleted comes free.
    private static func doWithoutWebhook(_ cluster: ControlPlane) async throws {
        let refused = try await cluster.kubectl(
            "create",
            "-f",
            "-",
            input: manifest("unchecked", "{repository: {repository: repo}}")
        )
        #expect(refused.status != 0 && refused.errors.contains("failed calling webhook"), "\(refused)")
        let free = #"{"metadata":{"finalizers":[]}}"#
        try await cluster.must("patch", "kmaint", "nightly", "--type=merge", "-p", free)
        try await cluster.must("wait", "--for=delete", "kmaint/nightly", "--timeout=120s")
    }

    private static func manifest(_ name: String, _ spec: String) -> String {
        """
        apiVersion: volsync.backube/v1alpha1
        kind: KopiaMaintenance
        metadata: {name: \(name), namespace: default}
        spec: \(spec)

        """
    }
}
