/// Lengths of time as people read them.
enum Age {
    /// How long that is, as kubectl writes ages (`HumanDuration`, k8s.io/apimachinery/pkg/util/duration).
    ///
    /// - Parameter seconds: how long; less than nothing counts as nothing.
    /// - Returns: one unit, or two.
    static func text(_ seconds: Int64) -> String {
        let seconds = max(0, seconds)
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<600: return pair(minutes, "m", seconds % 60, "s")
        case ..<10_800: return "\(minutes)m"
        case ..<28_800: return pair(hours, "h", minutes % 60, "m")
        case ..<172_800: return "\(hours)h"
        case ..<691_200: return pair(days, "d", hours % 24, "h")
        case ..<63_072_000: return "\(days)d"
        case ..<252_288_000: return pair(days / 365, "y", days % 365, "d")
        default: return "\(days / 365)y"
        }
    }

    /// `3h ago` or `in 5h`.
    static func distance(to time: Int64, from now: Int64) -> String {
        time > now ? "in \(text(time - now))" : "\(text(now - time)) ago"
    }

    private static func pair(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit)\(small)\(smallUnit)"
    }
}
