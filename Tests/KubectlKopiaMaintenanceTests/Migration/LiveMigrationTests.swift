import KubernetesAPI
import KubernetesClient
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("The migration of a cluster's objects")
struct LiveMigrationTests {
    private static func object(_ kind: String, _ name: String, _ spec: JSONValue, version: String = "7") -> JSONValue {
        [
            "apiVersion": "volsync.backube/v1alpha1", "kind": .string(kind), "spec": spec,
            "metadata": [
                "name": .string(name), "namespace": "ns", "resourceVersion": .string(version),
                "managedFields": [["manager": "kubectl"]],
            ],
            "status": ["lastSyncTime": "2026-01-01T00:00:00Z"],
        ]
    }

    private static func maintenance(_ spec: JSONValue) -> JSONValue {
        object("KopiaMaintenance", "nightly", spec.setting("repo", at: "repository", "repository"))
    }

    private static func source(_ name: String, secret: String = "repo") -> JSONValue {
        let kopia: JSONValue = ["repository": .string(secret), "maintenanceCronJob": ["schedule": "0 3 * * *"]]
        return object("ReplicationSource", name, ["sourcePVC": "data", "kopia": kopia])
    }

    @Test("moves a schedule by a patch of what changes, which an object that was changed since refuses")
    func schedule() throws {
        let migration = LiveMigration(of: [Self.maintenance(["schedule": "@daily", "suspend": true])])
        let live = try #require(LiveObject(Self.maintenance([:])))
        let patch: JSONValue = [
            "metadata": ["resourceVersion": "7"], "spec": ["schedule": .null, "trigger": ["schedule": "@daily"]],
        ]
        guard case .change(live, let sent, _)? = migration.steps.first else { return #expect(Bool(false)) }
        #expect(sent == patch)
        let intention =
            "kopiamaintenance.volsync.backube/nightly in ns: to be changed: spec.schedule, spec.trigger.schedule"
        #expect(migration.steps.map(\.intention) == [intention])
        #expect(migration.refusals.isEmpty)
    }

    @Test("makes the object that takes over before it takes anything out of a source")
    func sources() throws {
        let migration = LiveMigration(of: [Self.source("a"), Self.source("b"), Self.source("c", secret: "other")])
        #expect(
            migration.steps.map(\.intention) == [
                "kopiamaintenance.volsync.backube/repo-maintenance in ns: to be created",
                "kopiamaintenance.volsync.backube/other-maintenance in ns: to be created",
                "replicationsource.volsync.backube/a in ns: to be changed: spec.kopia.maintenanceCronJob",
                "replicationsource.volsync.backube/b in ns: to be changed: spec.kopia.maintenanceCronJob",
                "replicationsource.volsync.backube/c in ns: to be changed: spec.kopia.maintenanceCronJob",
            ]
        )
        guard case .create(_, let object)? = migration.steps.first,
            case .change(_, let patch, _)? = migration.steps.last
        else { return #expect(Bool(false)) }
        #expect(object["spec"] == ["repository": ["repository": "repo"], "trigger": ["schedule": "0 3 * * *"]])
        #expect(object["metadata"] == ["name": "repo-maintenance", "namespace": "ns"])
        #expect(patch["spec"] == ["kopia": ["maintenanceCronJob": .null]])
        let notes = migration.notes.filter { $0.contains("replicationsource.volsync.backube/b in ns: note: ") }
        #expect(notes.count == 1)
    }

    @Test("leaves a repository to the object that maintains it already")
    func keeper() {
        let keeper = Self.maintenance(["trigger": ["schedule": "@daily"]])
        let migration = LiveMigration(of: [keeper, Self.source("a")])
        #expect(
            migration.steps.map(\.intention) == [
                "replicationsource.volsync.backube/a in ns: to be changed: spec.kopia.maintenanceCronJob"
            ]
        )
        #expect(migration.notes.contains { $0.hasSuffix("gives way to the KopiaMaintenance nightly") })
    }

    @Test("says what only a person can decide, by the object's name")
    func refusal() {
        let migration = LiveMigration(of: [Self.maintenance(["maintenanceIntervalDays": "often"])])
        #expect(migration.steps.isEmpty)
        #expect(
            migration.refusals == [
                "kopiamaintenance.volsync.backube/nightly in ns: error: spec.maintenanceIntervalDays: is no number of "
                    + "days: write a schedule in spec.trigger.schedule instead"
            ]
        )
    }

    @Test("changes no text that YAML would read as another, and sees what stands behind it")
    func oddTexts() throws {
        let odd = "a\u{85}b\u{2028}c\u{FEFF}d\u{7F}e"
        let other = Self.object("ReplicationSource", "odd", ["sourcePVC": .string(odd)])
        let migration = LiveMigration(of: [other, Self.maintenance(["schedule": "@daily"]), Self.source("a")])
        let names = migration.steps.map(\.object.key.name)
        #expect(names == ["nightly", "a"])
    }

    @Test("knows which repository a changed object maintains, so that a source waits for it")
    func keeperFirst() throws {
        let spec: JSONValue = ["repositorySelector": ["repository": "repo"], "trigger": ["schedule": "@daily"]]
        let migration = LiveMigration(of: [Self.source("a"), Self.object("KopiaMaintenance", "k", spec)])
        #expect(migration.steps.map(\.object.key.name) == ["k", "a"])
        let source = try #require(migration.steps.last?.object)
        let repository = try #require(migration.repositories[source])
        #expect(migration.steps.map(\.repository) == [repository, nil])
    }

    @Test("finds nothing in what is up to date, and in nothing")
    func nothing() {
        #expect(LiveMigration(of: []).steps.isEmpty)
        #expect(LiveMigration(of: [Self.maintenance(["trigger": ["schedule": "@daily"]])]).steps.isEmpty)
    }
}
