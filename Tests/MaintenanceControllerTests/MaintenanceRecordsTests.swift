import KopiaMaintenance
import KubernetesAPI
import Telemetry
import TestSupport
import Testing
import TimeZoneDatabase

@testable import KubernetesClient
@testable import MaintenanceController

@Suite("The records of the metrics")
struct MaintenanceRecordsTests {
    private static func record(_ key: ObjectKey) throws -> MaintenanceRecord {
        MaintenanceRecord(of: KopiaMaintenance(["spec": [:]]), named: key, in: try #require(NamedTimeZone("UTC")))
    }

    @Test("stand in the order of their labels, whatever comes and goes", arguments: 1...5 as ClosedRange<UInt64>)
    func order(seed: UInt64) throws {
        var records = MaintenanceRecords()
        var random = SeededGenerator(seed: seed)
        var known: [ObjectKey: Double] = [:]
        for round in 0..<500 {
            let name = ["a", "a-b", "a.b", "ab", "b"].randomElement(using: &random) ?? ""
            let key = ObjectKey(namespace: ["x", "x-y", "xy"].randomElement(using: &random) ?? "", name: name)
            if round.isMultiple(of: 3) {
                known[key] = nil
                records[key] = nil
            } else {
                var record = try records[key] ?? Self.record(key)
                #expect(record.lastRun == known[key] ?? 0)
                record.lastRun = Double(round)
                known[key] = record.lastRun
                records[key] = record
            }
            let labels = records.rows.map(\.record.labels)
            #expect(labels == labels.sorted())
            #expect(Dictionary(uniqueKeysWithValues: records.rows.map { ($0.record.key, $0.record.lastRun) }) == known)
        }
    }

    /// The lines of the page that have a name of a metric and some labels.
    private static func lines(_ registry: MetricsRegistry, _ name: String, _ labels: String) -> [String] {
        String(decoding: registry.exposition(), as: UTF8.self).split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("volsync_kopia_maintenance_\(name){") && $0.contains(labels)
        }
    }

    @Test("begin with an object, its repository and its trigger, and end with the object and the repository")
    func life() throws {
        let registry = MetricsRegistry()
        let metrics = MaintenanceMetrics(registry, zone: try #require(NamedTimeZone("UTC")))
        func object(_ repository: String, _ trigger: JSONValue) throws -> CompactObject {
            let spec: JSONValue = ["repository": ["repository": .string(repository)], "trigger": trigger]
            return try #require(CompactObject(["metadata": ["namespace": "n", "name": "a"], "spec": spec]))
        }
        let scheduled = try object("r", ["schedule": "0 2 * * *"])
        let manual = try object("r", ["manual": "now"])
        let moved = try object("other", ["manual": "now"])
        let (first, second) = (#"maintenance_type="scheduled""#, #"maintenance_type="manual""#)
        func counts(_ labels: String) -> [Int] {
            ["operations_total", "duration_seconds_count", "last_run_timestamp_seconds"].map {
                Self.lines(registry, $0, labels).count
            }
        }

        metrics.maintenanceChanged(.added(scheduled))
        #expect(counts(first) == [1, 1, 0] && counts(second) == [0, 0, 0] && counts(#"repository="r""#) == [1, 1, 1])
        metrics.maintenanceChanged(.updated(manual, previous: scheduled))
        #expect(counts(first) == [1, 1, 0] && counts(second) == [1, 1, 0])
        metrics.maintenanceChanged(.updated(moved, previous: manual))
        #expect(counts(first) == [0, 0, 0] && counts(second) == [1, 1, 0])
        #expect(counts(#"repository="r""#) == [0, 0, 0] && counts(#"repository="other""#) == [1, 1, 1])
        metrics.maintenanceChanged(.deleted(moved))
        #expect(counts("obj_name") == [0, 0, 0])
    }
}
