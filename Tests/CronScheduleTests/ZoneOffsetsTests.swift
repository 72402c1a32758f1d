import CronSchedule
import Testing

@Suite struct ZoneOffsetsTests {
    @Test("UTC has no offset at any time", arguments: [Int64.min, 0, .max])
    func universalTime(_ instant: Int64) {
        #expect(UTC().secondsFromUTC(at: instant) == 0)
    }

    @Test("a zone whose type is not known can be used")
    func existential() throws {
        let zone: any ZoneOffsets = FixedZone.berlin
        #expect(try CronSchedule(parsing: "0 1 * * *").nextFire(after: 0, in: zone) == 86_400)
    }
}
