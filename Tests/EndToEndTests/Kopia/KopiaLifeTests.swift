import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// The whole life of a KopiaMaintenance with nothing faked but the kubelet: API server, CronJob and Job controllers, our
/// controller, kopia and its repository are real.
@Suite(
    .sharedControlPlane,
    .enabled(if: ControlPlane.assets != nil, "SKIPPED: KUBEBUILDER_ASSETS names no control plane"),
    .enabled(if: !Kopia.installed.isEmpty, KopiaRequirements.kopia),
    .enabled(if: KopiaRequirements.canIsolate, KopiaRequirements.pods),
    .timeLimit(.minutes(20))
)
struct KopiaLifeTests {
    @Test(
        "Every minute: runs succeed, fail by their own word and succeed again; status, events, metrics and history tell it"
    )
    func everyMinute() async throws {
        let kopia = try #require(Kopia.installed.last)
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-life-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try RepositoryPlace.filesystem(in: folder, user: KopiaPod.user)
        try await KopiaRepository.with(kopia, at: place) { repository in
            try await ControllerWorld.run { world in
                try await Self.prepare(world, repository)
                try await ControllerProcess.run(in: world) { controller in
                    try await TestKubelet.with(world, repository.pod) {
                        try await Self.succeed(world)
                        try await Self.fail(world, controller)
                        try await Self.mend(world, repository)
                    }
                    try await Self.expectHistory(world, controller)
                }
            }
            #expect(try await repository.owner() == "maintenance@volsync")
            try await repository.verify()
        }
    }

    private static func prepare(_ world: ControllerWorld, _ repository: KopiaRepository) async throws {
        let claim: JSONValue = [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "repository"],
            "spec": ["accessModes": ["ReadWriteMany"], "resources": ["requests": ["storage": "1Gi"]]],
        ]
        try await world.create(claim, as: "user")
        try await world.kubectl(
            "create",
            "secret",
            "generic",
            "repo",
            "--from-literal=KOPIA_PASSWORD=\(repository.password)"
        )
        var spec: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["schedule": "*/1 * * * *"],
            "successfulJobsHistoryLimit": 1,
        ]
        for (name, value) in repository.pod.spec { spec = spec.setting(value, at: name) }
        try await world.submit("km", spec)
    }

    private static func status(_ world: ControllerWorld) async throws -> JSONValue {
        try await world.object("kmaint", "km")["status"] ?? .null
    }

    private static func succeed(_ world: ControllerWorld) async throws {
        var first: String?
        try await world.eventually("a run succeeds") {
            first = try await status(world)["lastMaintenanceTime"]?.string
            return first != nil
        }
        try await world.eventually("another one does") {
            try await status(world)["lastMaintenanceTime"]?.string != first
        }
        #expect(try await world.condition("Ready", of: "km") == "True/MaintenanceActive")
    }

    private static func setPassword(_ password: String, _ world: ControllerWorld) async throws {
        let patch: JSONValue = ["stringData": ["KOPIA_PASSWORD": .string(password)]]
        try await world.kubectl("patch", "secret", "repo", "--type=merge", "-p", patch.jsonText)
    }

    private static func fail(_ world: ControllerWorld, _ controller: ControllerProcess) async throws {
        try await setPassword("not the password", world)
        try await world.eventually("a run fails") {
            try await status(world)["maintenanceFailures"]?.int64 ?? 0 > 0
        }
        try await world.eventually("the event has the run's own word") {
            try await world.events(about: "km")["MaintenanceFailed"]?.contains("WrongPassword") == true
        }
        let page = try await controller.page("/metrics")
        let failures = page.split(separator: "\n").filter { $0.contains("cronjob_failures_total") }
        #expect(failures.contains { $0.contains("failure_reason=\"WrongPassword\"") })
    }

    private static func mend(_ world: ControllerWorld, _ repository: KopiaRepository) async throws {
        try await setPassword(repository.password, world)
        try await world.eventually("the next success forgets the failure") {
            try await status(world)["maintenanceFailures"]?.int64 == 0
        }
    }

    private static func expectHistory(_ world: ControllerWorld, _ controller: ControllerProcess) async throws {
        try await world.kubectl("patch", "kmaint", "km", "--type=merge", "-p", #"{"spec":{"suspend":true}}"#)
        try await world.eventually("the history is as long as it may be") {
            let ended = try await world.list("job").compactMap { job in
                job["status"]?["conditions"]?.array?.first {
                    $0["status"] == "True" && ["Complete", "Failed"].contains($0["type"]?.string ?? "")
                }?["type"]?.string
            }
            return ended.filter { $0 == "Complete" }.count == 1 && ended.filter { $0 == "Failed" }.count == 1
        }
        let operations = try await controller.page("/metrics").split(separator: "\n").first {
            $0.contains("maintenance_operations_total") && $0.contains("scheduled")
        }
        #expect(operations.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0 >= 4)
    }
}
