import CronSchedule
import KubernetesAPI

/// A zone with the transitions that a test gives it.
struct FixedZone: ZoneOffsets {
    let initialOffset: Int
    let transitions: [(instant: Int64, offset: Int)]

    /// Transitions as RFC 3339 times, ascending.
    init(_ initialOffset: Int, _ transitions: [(at: String, offset: Int)] = []) {
        self.initialOffset = initialOffset
        self.transitions = transitions.compactMap { transition in
            Timestamp.unixSeconds(parsing: transition.at).map { ($0, transition.offset) }
        }
    }

    func secondsFromUTC(at unixSeconds: Int64) -> Int {
        transitions.last { $0.instant <= unixSeconds }?.offset ?? initialOffset
    }

    static let berlin = FixedZone(3_600, [("2026-03-29T01:00:00Z", 7_200), ("2026-10-25T01:00:00Z", 3_600)])
    static let newYork = FixedZone(-18_000, [("2026-03-08T07:00:00Z", -14_400), ("2026-11-01T06:00:00Z", -18_000)])
    /// Clocks jump from midnight to 01:00; local midnight resolves to the hour before.
    static let saoPaulo = FixedZone(-10_800, [("2018-11-04T03:00:00Z", -7_200), ("2019-02-17T02:00:00Z", -10_800)])
    /// Clocks jump from midnight to 01:00; local midnight resolves to the hour after.
    static let beirut = FixedZone(7_200, [("2025-03-29T22:00:00Z", 10_800), ("2025-10-25T21:00:00Z", 7_200)])
    /// Clocks move by half an hour.
    static let lordHowe = FixedZone(39_600, [("2026-04-04T15:00:00Z", 37_800), ("2026-10-03T15:30:00Z", 39_600)])
    /// Local time with odd seconds.
    static let monrovia = FixedZone(-2_670, [("1972-01-07T00:44:30Z", 0)])
    /// 31 December 1994 does not exist.
    static let kiritimati = FixedZone(-36_000, [("1994-12-31T10:00:00Z", 50_400)])
}
