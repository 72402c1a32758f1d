import CronSchedule
import Glibc

/// A time zone of the system's database, by its IANA name.
///
/// Foundation's `TimeZone` is of no use here: linked statically it knows GMT and no other zone, and where it knows more it
/// has a database of its own that no update of the system reaches.
package struct NamedTimeZone: ZoneOffsets {
    private let zone: any ZoneOffsets

    /// Where Linux systems have the database; the same places in which the API server looks (Go, `time.platformZoneSources`).
    package static let databases = [
        "/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo",
    ]

    /// The zone of that name; nil if there is none.
    ///
    /// - Parameters:
    ///   - name: as `spec.timeZone` of a CronJob takes it. `UTC` needs no database; `Local` is none.
    ///   - databases: the folders to look in, one after the other.
    package init?(_ name: String, databases: [String] = databases) {
        guard name != "UTC" else {
            zone = UTC()
            return
        }
        guard Self.isName(name) else { return nil }
        let tables = databases.lazy.compactMap { Self.table("\($0)/\(name)") }
        guard let table = tables.first else { return nil }
        zone = table
    }

    /// The zone's offset at an instant.
    package func secondsFromUTC(at unixSeconds: Int64) -> Int { zone.secondsFromUTC(at: unixSeconds) }

    /// The syntax of names in Kubernetes (`validateTimeZone`, pkg/apis/batch/validation): it keeps to the database.
    private static func isName(_ name: String) -> Bool {
        name.lowercased() != "local"
            && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
                (1...14).contains(part.count) && part.first != UInt8(ascii: "-")
                    && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
                    && part.allSatisfy { isNameByte($0) }
            }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        let scalar = Unicode.Scalar(byte)
        return scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal)
            || "._-+".utf8.contains(byte)
    }

    /// Zones have a few thousand bytes.
    private static let longestFile = 1 << 16

    private static func table(_ path: String) -> ZoneTable? {
        // Foundation's FileHandle would bring all of its internationalization into the program, 44 MB.
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: longestFile)
        let count = fread(&bytes, 1, bytes.count, file)
        return ZoneTable(parsing: Array(bytes.prefix(count)))
    }
}
