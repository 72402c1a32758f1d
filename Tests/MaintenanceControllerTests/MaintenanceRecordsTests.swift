import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Testing
import TimeZoneDatabase

@testable import MaintenanceController

@Suite("The records of the metrics")
struct MaintenanceRecordsTests {
    private static func record(_ key: ObjectKey) throws -> MaintenanceRecord {
        MaintenanceRecord(of: KopiaMaintenance(["spec": [:]]), named: key, in: try #require(NamedTimeZone("UTC")))
    }

    @Test("stand in the order of their labels, whatever comes and goes")
    func order() throws {
        var records = MaintenanceRecords()
        var random = SystemRandomNumberGenerator()
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
}
