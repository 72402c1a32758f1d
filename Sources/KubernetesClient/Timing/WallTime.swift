import Glibc
import KubernetesAPI

/// A moment of the calendar's time, to the microsecond.
package struct WallTime: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package let microseconds: Int64

    /// The moment so many microseconds after 1970 began.
    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// The moment that `metav1.Time` denotes; nil if the text is none.
    package init?(time text: String) {
        guard let seconds = Timestamp.unixSeconds(parsing: text) else { return nil }
        microseconds = seconds * 1_000_000
    }

    /// The moment by the machine's clock.
    package static var now: WallTime {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return WallTime(microseconds: Int64(moment.tv_sec) * 1_000_000 + Int64(moment.tv_nsec) / 1000)
    }

    /// The moment as `metav1.MicroTime`.
    package var microTime: String { Timestamp.string(fromUnixMicroseconds: microseconds) }

    /// The time that lies between two moments.
    package static func - (later: Self, earlier: Self) -> Duration {
        .microseconds(later.microseconds) - .microseconds(earlier.microseconds)
    }
}
