import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Manifests
import TestSupport
import Testing

/// The life of the certificates behind a real API server, with lives of seconds.
///
/// What the kubelet does is done by the test; everything else is the real thing, with the installed rights.
@Suite(
    .sharedControlPlane,
    .serialized,
    .timeLimit(.minutes(30)),
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane")
)
struct CertificateRotationTests {
    /// How many certificates are to come; `KM_ROTATIONS` asks for more.
    private static let rotations = ProcessInfo.processInfo.environment["KM_ROTATIONS"].flatMap { Int($0) } ?? 8

    /// Where the certificates are, as an installation says it.
    private static let objects = [
        "--certificate-secret=kopia-maintenance-webhook-tls",
        "--certificate-authority-secret=kopia-maintenance-webhook-ca",
        "--certificate-namespace=\(Installation.namespace)",
        "--webhook-service=kopia-maintenance-webhook",
        "--mutating-webhook-configuration=kopia-maintenance-webhook",
        "--validating-webhook-configuration=kopia-maintenance-webhook",
        // The webhook runs on this machine.
        "--certificate-names=127.0.0.1",
    ]

    /// A certificate every five seconds, an authority every twenty.
    private static let shortLives = [
        "--certificate-lifetime=8s", "--ca-lifetime=24s", "--ca-propagation-time=2s", "--ca-retention=3s",
    ]

    @Test("Certificates and authorities change again and again, and not one request is lost")
    func rotates() async throws {
        try await ControllerWorld.run { world in
            let client = try Self.client(of: world.cluster)
            do {
                try await Self.rotate(world, client)
                await client.shutdown()
            } catch {
                await client.shutdown()
                throw error
            }
        }
    }

    private static func rotate(_ world: ControllerWorld, _ client: APIClient) async throws {
        let stream = AdmissionStream(client: client, namespace: world.namespace)
        let mount = try SecretVolume()
        try await configure(world.cluster, webhook: nil)
        try await makeOnce(world)
        try mount.update(from: try await client.get(.secrets, secret))
        let webhook = ["--certificate-poll-interval", "100ms", "--max-requests-per-connection", "1"]
        try await RunningWebhook.run(webhook, certificates: mount.folder) { webhook in
            // What is applied again has no bundle, and takes none away.
            try await configure(world.cluster, webhook: webhook.url)
            try await eventually { await stream.ask() == nil }
            let flags = objects + shortLives + ["--namespace", world.namespace]
            try await ControllerProcess.run(in: world, flags) { controller in
                let authorities = try await changes(mount, client, during: stream, controller)
                #expect(stream.lost.isEmpty, "\(stream.lost.count) of \(stream.asked): \(stream.lost.prefix(3))")
                #expect(stream.asked > mount.changes)
                #expect(authorities > 1)
                try await expectNews(of: controller, world)
                print("\(mount.changes) certificates, \(authorities) authorities, \(stream.asked) requests, 0 lost")
            }
        }
    }

    /// Makes requests until enough certificates have come.
    ///
    /// - Returns: how many authorities have signed.
    private static func changes(
        _ mount: SecretVolume,
        _ client: APIClient,
        during stream: AdmissionStream,
        _ controller: ControllerProcess
    ) async throws -> Int {
        // Each takes five seconds; on a busy machine some are missed by everybody, which is no reason to wait for ever.
        let deadline = ContinuousClock.now + .seconds(60 + rotations * 15)
        var authorities: Set<String> = []
        try await withThrowingTaskGroup { group in
            for _ in 0..<3 { group.addTask { await stream.run() } }
            var certificates: Set<String> = []
            while certificates.count <= rotations, stream.lost.isEmpty {
                guard ContinuousClock.now < deadline else {
                    throw Command.Failure(description: "\(certificates.count) certificates:\n\(controller.log)")
                }
                // The kubelet is late, too.
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...400)))
                let found = try await client.get(.secrets, secret)
                try mount.update(from: found)
                if let certificate = found["data"]?["tls.crt"]?.string { certificates.insert(certificate) }
                let signer = try await client.get(.secrets, authoritySecret)["data"]?["ca.crt"]?.string
                if let signer { authorities.insert(signer) }
            }
            group.cancelAll()
        }
        return authorities.count
    }

    /// What an administrator sees of it.
    private static func expectNews(of controller: ControllerProcess, _ world: ControllerWorld) async throws {
        let metrics = try await controller.page("/metrics")
        let rotations = "kopia_maintenance_controller_certificate_rotations_total{certificate=\"serving\"} "
        #expect(metrics.contains(rotations) && !metrics.contains("\(rotations)0\n"))
        #expect(metrics.contains("kopia_maintenance_controller_certificate_expiry_timestamp_seconds 1"))
        #expect(controller.log.contains("CertificateIssued"))
        #expect(!controller.log.contains("PRIVATE KEY"))
        let about = ["-n", Installation.namespace, "get", "events", "-o", "name"]
        try await eventually { try await world.cluster.kubectl(about).output.contains("kopia-maintenance-webhook-tls") }
    }

    @Test("Without a controller a Job makes the certificate, repairs it, and finds nothing to do then")
    func once() async throws {
        try await ControllerWorld.run { world in
            let cluster = world.cluster
            try await Self.clear(cluster)
            let early = try await Self.certificates(world, "--once", "--timeout=1s")
            #expect(early.status == 1)
            #expect(early.errors.contains("certificates: not done after 1s: there is no MutatingWebhookConfiguration"))
            try await Self.configure(cluster, webhook: nil)
            let before = try await Self.certificates(world)
            #expect(before.status == 1, "\(before)")
            try await Self.makeOnce(world)
            let after = try await Self.certificates(world)
            #expect(after.status == 0, "\(after)")
            #expect(after.output.contains("certificate: until "))
            let made = try await Self.secretVersion(cluster)
            try await Self.makeOnce(world)
            #expect(try await Self.secretVersion(cluster) == made, "nothing was written")

            try await cluster.must(
                "-n",
                Installation.namespace,
                "delete",
                "secret",
                "kopia-maintenance-webhook-tls",
                "kopia-maintenance-webhook-ca"
            )
            try await Self.makeOnce(world, "--ca-propagation-time=1s")
            #expect(try await Self.certificates(world).status == 0)
            let wrong = try await Self.certificates(world, "--certificate-lifetime=9999d")
            #expect(wrong.status == 64)
            #expect(wrong.errors.split(separator: "\n").count == 1, "\(wrong.errors)")
        }
    }
}

// MARK: - The installation

extension CertificateRotationTests {
    private static let secret = ObjectKey(namespace: Installation.namespace, name: "kopia-maintenance-webhook-tls")
    private static let authoritySecret = ObjectKey(
        namespace: Installation.namespace,
        name: "kopia-maintenance-webhook-ca"
    )

    /// A client whose every request counts.
    static func client(of cluster: ControlPlane) throws -> APIClient {
        let source = ConfigurationSource(environment: [:]) { Manifest($0).documents.first?.root ?? .null }
        var tuning = ClientTuning()
        tuning.retry = .never
        return APIClient(
            try source.load(kubeconfig: cluster.kubeconfig.path),
            tuning: tuning,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Applies the installed webhook configurations; with an address, it takes the place of the Service.
    private static func configure(_ cluster: ControlPlane, webhook address: String?) async throws {
        let configurations = try await Installation.objects(of: .standard)
            .filter { $0["kind"]?.string?.hasSuffix("WebhookConfiguration") == true }
            .map { configuration -> JSONValue in
                guard let address else { return configuration }
                let webhooks = (configuration["webhooks"]?.array ?? []).map { webhook in
                    let path = webhook["clientConfig"]?["service"]?["path"]?.string ?? ""
                    // A busy machine is no reason to lose a request.
                    return webhook.setting(["url": .string("\(address)\(path)")], at: "clientConfig")
                        .setting(30, at: "timeoutSeconds")
                }
                return configuration.setting(.array(webhooks), at: "webhooks")
            }
        try await cluster.must("apply", "-f", "-", input: Installation.list(configurations))
    }

    /// Deletes what another test has left.
    private static func clear(_ cluster: ControlPlane) async throws {
        for kind in ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"] {
            try await cluster.must("delete", kind, "kopia-maintenance-webhook", "--ignore-not-found")
        }
        try await cluster.must(
            "-n",
            Installation.namespace,
            "delete",
            "secret",
            secret.name,
            authoritySecret.name,
            "--ignore-not-found"
        )
    }

    /// Runs `certificates` with the installed rights.
    private static func certificates(_ world: ControllerWorld, _ flags: String...) async throws -> Command.Outcome {
        try await Command.run(
            Programs.folder.appending(path: "kopia-maintenance-controller").path,
            ["certificates", "--kubeconfig", world.controllerKubeconfig.path] + objects + flags
        )
    }

    private static func makeOnce(_ world: ControllerWorld, _ flags: String...) async throws {
        let outcome = try await Command.run(
            Programs.folder.appending(path: "kopia-maintenance-controller").path,
            ["certificates", "--once", "--kubeconfig", world.controllerKubeconfig.path] + objects + flags
        )
        guard outcome.status == 0 else { throw Command.Failure(description: "certificates --once: \(outcome)") }
    }

    /// The versions of both Secrets.
    private static func secretVersion(_ cluster: ControlPlane) async throws -> String {
        try await cluster.must(
            "-n",
            Installation.namespace,
            "get",
            "secrets",
            "-o",
            "jsonpath={.items[*].metadata.resourceVersion}"
        )
    }
}
