import CronSchedule
import Foundation
import TestSupport
import Testing
import TimeZoneDatabase

@Suite("Time zones by name")
struct NamedTimeZoneTests {
    private static let hasDatabase = NamedTimeZone("Europe/Berlin") != nil

    @Test(
        "have the offsets that Foundation's own database has",
        .enabled(if: hasDatabase, "this machine has no time zone database"),
        arguments: [
            "UTC", "Etc/GMT-14", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/St_Johns",
            "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "Asia/Tokyo",
            "Australia/Lord_Howe",
            "Pacific/Auckland", "Pacific/Chatham", "Antarctica/Troll", "Africa/Johannesburg",
        ]
    )
    func agree(_ name: String) throws {
        let zone = try #require(NamedTimeZone(name))
        let oracle = try #require(TimeZone(identifier: name))
        var generator = SeededGenerator(seed: 2026)
        // From 1980, before which databases differ, to 2100, most of which is beyond every table.
        let instants = (0..<2000).map { _ in Int64.random(in: 315_532_800...4_102_444_800, using: &generator) }
        for instant in instants {
            let expected = oracle.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant)))
            #expect(zone.secondsFromUTC(at: instant) == expected, "\(instant)")
        }
    }

    @Test("need no database for UTC")
    func universal() throws {
        #expect(try #require(NamedTimeZone("UTC", databases: [])).secondsFromUTC(at: 0) == 0)
        #expect(NamedTimeZone("Europe/Berlin", databases: []) == nil)
    }

    @Test(
        "are none where the API server knows none",
        arguments: [
            "", "Local", "local", "Europe/Nowhere", "Europe", "Europe/", "/Europe/Berlin", "../zoneinfo/Europe/Berlin",
            "./Europe/Berlin", "Europe/Berlin\0", "Europe/Berlin ", "-x", "posixrules.tab.that.is.long", "zone.tab",
        ]
    )
    func unknown(_ name: String) { #expect(NamedTimeZone(name) == nil) }
}
