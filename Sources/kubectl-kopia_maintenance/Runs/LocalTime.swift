import CronSchedule
import KubernetesAPI

/// An instant on the clocks of a zone, as people and programs read it.
struct LocalTime {
    /// RFC 3339 with the zone's offset: `2026-01-31T02:00:00+01:00`.
    let text: String
    /// `Sat`.
    let weekday: String

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let secondsPerDay: Int64 = 86_400

    init(unixSeconds: Int64, in zone: some ZoneOffsets) {
        let offset = zone.secondsFromUTC(at: unixSeconds)
        let local = unixSeconds + Int64(offset)
        text = String(Timestamp.string(fromUnixSeconds: local).dropLast()) + Self.offset(offset)
        let remainder = local % Self.secondsPerDay
        let days = local / Self.secondsPerDay - (remainder < 0 ? 1 : 0)
        weekday = Self.weekdays[CivilDate(daysSinceEpoch: Int(days)).weekday]
    }

    /// Zones of today differ from UTC by whole minutes.
    private static func offset(_ seconds: Int) -> String {
        guard seconds != 0 else { return "Z" }
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + twoDigits(minutes / 60) + ":" + twoDigits(minutes % 60)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
