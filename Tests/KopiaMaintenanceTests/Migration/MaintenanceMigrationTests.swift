import KubernetesAPI
import TestSupport
import Testing

@testable import KopiaMaintenance

@Suite("What a migration makes of an object")
struct MaintenanceMigrationTests {
    static let days: [(JSONValue, MaintenanceInterval?)] = [
        (0, .off), (1, .schedule("0 2 * * *", difference: nil)), (7, .schedule("0 2 * * 0", difference: nil)),
        (2, .schedule("0 2 */2 * *", difference: "which counts anew each month")),
        (29, .schedule("0 2 */29 * *", difference: "which counts anew each month")),
        (30, .schedule("0 2 1 * *", difference: nil)), (31, .schedule("0 2 1 * *", difference: nil)),
        (32, .schedule("0 2 1 * *", difference: "once a month")),
        (.number(JSONNumber(Int64.max)), .schedule("0 2 1 * *", difference: "once a month")),
        (-1, nil), ("7", nil), ("${DAYS}", nil), ([:], nil), (true, nil),
    ]

    @Test("A number of days is a schedule", arguments: days.indices)
    func interval(index: Int) {
        let (value, expected) = Self.days[index]
        #expect(MaintenanceInterval(value) == expected)
    }

    @Test("Every schedule of an interval is one")
    func schedules() {
        for days in 1...400 {
            guard case .schedule(let schedule, _) = MaintenanceInterval(.number(JSONNumber(Int64(days)))) else {
                Issue.record("\(days)")
                continue
            }
            let object = JSONValue.kopiaMaintenance([
                "repository": ["repository": "s"], "trigger": ["schedule": .string(schedule)],
            ])
            #expect(Validation(object).findings.isEmpty, "\(days)")
        }
    }

    @Test("What is in force stays so, and a second migration finds nothing", arguments: [1, 2, 3] as [UInt64])
    func effect(seed: UInt64) throws {
        var objects = ObjectGenerator(seed: seed)
        for round in 0..<500 {
            let old = objects.next()
            let migration = MaintenanceMigration(of: old)
            guard migration.obstacles.isEmpty else { continue }
            let new = try #require(old.applying(migration.edits), "seed \(seed), round \(round): \(old.jsonText)")
            #expect(MaintenanceMigration(of: new).edits.isEmpty, "seed \(seed), round \(round): \(new.jsonText)")
            if old["spec"]?.has("maintenanceIntervalDays") == true || old["spec"]?.has("maintenanceCronJob") == true {
                continue
            }
            let (before, after) = (KopiaMaintenance(Defaulting(old).object), KopiaMaintenance(Defaulting(new).object))
            #expect(after.spec.effectiveSchedule == before.spec.effectiveSchedule, "seed \(seed), round \(round)")
            #expect(after.spec.trigger.manual == before.spec.trigger.manual, "seed \(seed), round \(round)")
            #expect(after.spec.repository == before.spec.repository, "seed \(seed), round \(round)")
        }
    }

    @Test("Every retired field is migrated", arguments: RetiredFields.all.map(\.name))
    func retired(name: String) throws {
        for value in [1, "s", ["repository": "s"], .null, []] as [JSONValue] {
            let object = JSONValue.kopiaMaintenance(
                .object(JSONObject(members: [("repository", ["repository": "s"]), (name, value)]))
            )
            let migration = MaintenanceMigration(of: object)
            guard migration.obstacles.isEmpty else {
                #expect(["maintenanceIntervalDays", "maintenanceCronJob"].contains(name))
                continue
            }
            #expect(migration.notes.map(\.path) == [FieldPath("spec").field(name)])
            #expect(object.applying(migration.edits)?["spec"]?.object?[name] == nil)
        }
    }

    @Test("Of a source without embedded maintenance there is nothing to say")
    func otherSources() {
        for source in [
            [:], ["spec": [:]], ["spec": ["kopia": .null]], ["spec": ["kopia": ["repository": "s"]]],
            ["spec": ["restic": ["maintenanceCronJob": [:]]]],
        ] as [JSONValue] {
            #expect(EmbeddedMaintenance(of: source) == nil)
        }
    }
}
