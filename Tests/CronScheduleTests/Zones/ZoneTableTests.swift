import KubernetesAPI
import Testing

@testable import CronSchedule

@Suite("A zone's file")
struct ZoneTableTests {
    /// A file as `zic` writes it: an empty block for old readers, then the real one.
    static func file(
        changes: [(at: Int64, type: UInt8)],
        offsets: [Int32],
        footer: String,
        version: Unicode.Scalar = "2"
    ) -> [UInt8] {
        let old = header(version: version, changes: 0, types: 1, nameBytes: 1) + [0, 0, 0, 0, 0, 0] + [0]
        var new = header(version: version, changes: UInt32(changes.count), types: UInt32(offsets.count), nameBytes: 4)
        for change in changes { new += bytes(UInt64(bitPattern: change.at), 8) }
        new += changes.map(\.type)
        for offset in offsets { new += bytes(UInt64(UInt32(bitPattern: offset)), 4) + [0, 0] }
        return old + new + Array("ZON\0".utf8) + Array("\n\(footer)\n".utf8)
    }

    private static func header(version: Unicode.Scalar, changes: UInt32, types: UInt32, nameBytes: UInt32) -> [UInt8] {
        Array("TZif".utf8) + [UInt8(ascii: version)] + Array(repeating: 0, count: 15)
            + [0, 0, 0, changes, types, nameBytes].flatMap { bytes(UInt64($0), 4) }
    }

    private static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static let example = file(
        changes: [(-1000, 1), (0, 2), (1000, 1)],
        offsets: [3208, 3600, 7200],
        footer: "<+02>-2"
    )

    struct Case: Sendable, CustomTestStringConvertible {
        let instant: Int64
        let offset: Int
        var testDescription: String { "\(instant)" }
    }

    @Test(
        "has the offset of the last change before an instant, and its rule's after the last",
        arguments: [
            Case(instant: .min, offset: 3208), Case(instant: -1001, offset: 3208), Case(instant: -1000, offset: 3600),
            Case(instant: -1, offset: 3600), Case(instant: 0, offset: 7200), Case(instant: 999, offset: 7200),
            Case(instant: 1000, offset: 7200), Case(instant: .max, offset: 7200),
        ]
    )
    func offsets(_ example: Case) throws {
        let zone = try #require(ZoneTable(parsing: Self.example))
        #expect(zone.secondsFromUTC(at: example.instant) == example.offset)
    }

    @Test("keeps the last offset where there is no rule, and has the rule alone where there is no change")
    func partial() throws {
        let table = try #require(ZoneTable(parsing: Self.file(changes: [(0, 1)], offsets: [0, -60], footer: "")))
        #expect(table.secondsFromUTC(at: -1) == 0)
        #expect(table.secondsFromUTC(at: .max) == -60)
        let rule = try #require(ZoneTable(parsing: Self.file(changes: [], offsets: [0], footer: "EST5")))
        #expect(rule.secondsFromUTC(at: .min) == -18_000)
    }

    @Test("cut anywhere, is none")
    func truncated() {
        for length in Self.example.indices { #expect(ZoneTable(parsing: Array(Self.example.prefix(length))) == nil) }
    }

    @Test(
        "that makes no sense is none",
        arguments: [
            file(changes: [(0, 2)], offsets: [0, 1], footer: ""),
            file(changes: [(1, 0), (0, 0)], offsets: [0], footer: ""),
            file(changes: [], offsets: [], footer: ""),
            file(changes: [], offsets: [26 * 3600], footer: ""),
            file(changes: [], offsets: [.min], footer: ""),
            file(changes: [], offsets: [0], footer: "nonsense"),
            file(changes: [], offsets: [0], footer: "", version: "\0"),
            Array("TZif2".utf8) + Array(repeating: 0xff, count: 60),
        ]
    )
    func nonsense(_ bytes: [UInt8]) { #expect(ZoneTable(parsing: bytes) == nil) }
}
