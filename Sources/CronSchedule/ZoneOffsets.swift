/// What a time zone knows: how far its clocks are from UTC at each instant.
///
/// The schedule's arithmetic needs nothing else, so this target reads no time zone database.
package protocol ZoneOffsets: Sendable {
    /// How many seconds local clocks are ahead of UTC (negative: behind) at an instant.
    func secondsFromUTC(at unixSeconds: Int64) -> Int
}

/// Coordinated Universal Time.
package struct UTC: ZoneOffsets {
    /// The zone without offsets.
    package init() {}

    /// Always 0.
    package func secondsFromUTC(at unixSeconds: Int64) -> Int { 0 }
}
