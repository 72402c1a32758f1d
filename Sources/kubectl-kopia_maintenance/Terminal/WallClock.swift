import Glibc

/// The machine's clock, which only commands read: what they call takes the time as a value.
enum WallClock {
    /// Seconds since 1970-01-01T00:00:00Z.
    static var now: Int64 { Int64(time(nil)) }
}
