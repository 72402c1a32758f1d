import CronSchedule
import Foundation

/// A time zone of the system's database, by its IANA name.
package struct NamedTimeZone: ZoneOffsets {
    private let zone: TimeZone

    /// The zone of that name; nil if there is none.
    ///
    /// `Local` is none: the API server refuses it in a CronJob (`validateTimeZone`, pkg/apis/batch/validation).
    package init?(_ name: String) {
        guard name != "Local", !name.isEmpty, let zone = TimeZone(identifier: name) else { return nil }
        self.zone = zone
    }

    /// The zone's offset at an instant.
    package func secondsFromUTC(at unixSeconds: Int64) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(unixSeconds)))
    }
}
