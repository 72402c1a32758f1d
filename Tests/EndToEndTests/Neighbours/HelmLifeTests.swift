import Foundation
import KubernetesAPI
import KubernetesClient
import TestSupport
import Testing

/// A release from its installation to its end, by each way in which Helm writes: Helm 3 patches, Helm 4 applies on the
/// server's side.
@Suite(
    .serialized,
    .enabled(if: ControlPlane.assets != nil, "KUBEBUILDER_ASSETS names no control plane"),
    .enabled(if: !ReleasedProgram.helms.isEmpty, "scripts/neighbours.sh has installed no Helm"),
    .timeLimit(.minutes(15))
)
struct HelmLifeTests {
    @Test(
        "Installed, upgraded, rolled back: not one admission fails, and caBundle is kept; uninstalled: nothing is left",
        arguments: ReleasedProgram.outermostHelms
    )
    func life(_ helm: ReleasedProgram) async throws {
        try await Self.live(by: helm) { release in
            try await Self.change(release)
            return release
        }
    }

    /// What docs/installation.md says of a release of Helm 3: as it is, then on the server's side.
    @Test(
        "Made by Helm 3 and changed by Helm 4: not one admission fails, caBundle is kept, and nothing is left",
        .enabled(if: ReleasedProgram.outermostHelms.count == 2, "scripts/neighbours.sh has not installed both")
    )
    func inOtherHands() async throws {
        let helms = ReleasedProgram.outermostHelms
        let (old, new) = (try #require(helms.first), try #require(helms.last))
        try await Self.live(by: old) { release in
            let release = release.by(new)
            try await Self.change(release)
            try await Self.moveToServer(release)
            return release
        }
    }

    /// Told once, Helm 4 applies this release from then on as it applies its own.
    private static func moveToServer(_ release: HelmRelease) async throws {
        let bundles = try await release.bundles()
        let generations = try await release.generations()
        #expect(try await release.appliers() == "", "as Helm 3 has made it")
        try await release.helm("upgrade", chart: release.chart, ["--server-side=true"])
        #expect(try await release.appliers() == "helm")
        #expect(try await release.generations() == generations, "by the move")
        try await release.helm("upgrade", chart: release.chart, ["--set", "webhook.replicas=3"])
        #expect(try await release.replicas() == 3)
        try await release.helm("upgrade", chart: release.chart, ["--reset-values"])
        #expect(try await release.replicas() == 2)
        #expect(try await release.bundles() == bundles, "by the move")
    }

    /// A release from its installation to its end; in between it is changed, and maybe handed over.
    private static func live(
        by helm: ReleasedProgram,
        _ change: (HelmRelease) async throws -> HelmRelease
    ) async throws {
        try await ControlPlane.run(withControllers: true) { cluster in
            let client = try CertificateRotationTests.client(of: cluster)
            do {
                let release = try await HelmRelease(of: cluster, by: helm)
                try await Self.leave(try await Self.work(release, client, change))
                await client.shutdown()
            } catch {
                await client.shutdown()
                throw error
            }
        }
    }

    private static func work(
        _ release: HelmRelease,
        _ client: APIClient,
        _ change: (HelmRelease) async throws -> HelmRelease
    ) async throws -> HelmRelease {
        var last = release
        // The chart of before, as after the upgrade of an image alone.
        try await release.helm("install", chart: release.former ?? release.chart, ["--create-namespace"])
        try await release.cluster.waitForDefinitions()
        let controller = try await release.startController()
        do {
            try await controller.wait { try await Installation.isCertified(in: release.cluster) }
            let folder = try await Installation.mountCertificate(of: release.cluster)
            let program = try #require(
                InstalledProgram(of: "kopia-maintenance-webhook", in: try await release.objects())
            )
            let webhook = try await Installation.startWebhook(program, folder, port: release.port)
            do {
                let stream = AdmissionStream(client: client, namespace: "default")
                try await eventually { await stream.ask() == nil }
                try await withThrowingTaskGroup { group in
                    for _ in 0..<2 { group.addTask { await stream.run() } }
                    last = try await change(release)
                    group.cancelAll()
                }
                #expect(stream.lost.isEmpty, "\(stream.lost.count) of \(stream.asked): \(stream.lost.prefix(3))")
                #expect(stream.asked > 20)
                await webhook.kill()
            } catch {
                await webhook.kill()
                throw error
            }
            try await controller.stop()
        } catch {
            await controller.kill()
            throw error
        }
        return last
    }

    /// Everything that is done to a release while it works.
    private static func change(_ release: HelmRelease) async throws {
        let before = try await release.bundles()
        #expect(before.count == 2 && before.allSatisfy { !$0.isEmpty })
        try await release.helm("upgrade", chart: release.chart)
        #expect(try await release.bundles() == before, "by the upgrade")
        let generations = try await release.generations()
        try await release.helm("upgrade", chart: release.chart)
        #expect(try await release.bundles() == before, "by an upgrade to the same")
        #expect(try await release.generations() == generations, "by an upgrade to the same")
        let values = ["--set", "webhook.replicas=3", "--set", "controller.timeZone=Europe/Berlin"]
        try await release.helm("upgrade", chart: release.chart, values)
        #expect(try await release.replicas() == 3)
        #expect(try await release.bundles() == before, "by other values")
        // Back to the same chart; then, where there is one, to the chart of before and forth again.
        for revision in ["2", "1", "3"] {
            try await release.rollback(to: revision)
            #expect(try await release.replicas() == 2)
            #expect(try await release.bundles() == before, "by the rollback to \(revision)")
        }
    }

    /// The end of the release, as docs/installation.md has it.
    private static func leave(_ release: HelmRelease) async throws {
        #expect(try await release.made() == HelmRelease.madeAtRunTime)
        try await release.uninstall()
        let page = try String(contentsOf: Fixtures.repository.appending(path: "docs/installation.md"), encoding: .utf8)
        let removal = page.split(separator: "\n").filter { line in
            line.hasPrefix("$ kubectl ") && ["delete crd", "--ignore-not-found"].contains { line.contains($0) }
        }
        #expect(removal.count == 2)
        for command in removal {
            let outcome = try await release.cluster.kubectl(command.split(separator: " ").dropFirst(2).map(String.init))
            #expect(outcome.status == 0, "\(outcome)")
        }
        try await StandIns.eventually("nothing is left") { try await release.left().isEmpty }
    }
}
