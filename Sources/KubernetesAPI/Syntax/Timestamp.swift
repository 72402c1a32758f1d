/// Instants as Kubernetes writes them: RFC 3339 in UTC, to the second (metav1.Time) or microsecond (metav1.MicroTime).
///
/// In between they are plain counts since 1970-01-01T00:00:00Z, which is what clocks, schedules and plans reckon with.
package enum Timestamp {
    /// The seconds that RFC 3339 can write, 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z (RFC 3339, section 1).
    package static let representableSeconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// The text of metav1.Time: `2026-01-31T02:00:00Z`.
    ///
    /// An instant that RFC 3339 cannot write becomes the nearest that it can.
    package static func string(fromUnixSeconds seconds: Int64) -> String {
        let range = representableSeconds
        return text(unixSeconds: min(max(seconds, range.lowerBound), range.upperBound), fraction: "")
    }

    /// Reads metav1.Time: RFC 3339 with capital `T` and `Z`, or with a numeric offset.
    ///
    /// - Returns: whole seconds, a fraction is dropped; nil where the text is no such time.
    package static func unixSeconds(parsing text: String) -> Int64? {
        RFC3339Time(parsing: text)?.unixSeconds
    }

    /// The text of metav1.MicroTime: `2026-01-31T02:00:00.000000Z`.
    ///
    /// An instant that RFC 3339 cannot write becomes the nearest that it can.
    package static func string(fromUnixMicroseconds microseconds: Int64) -> String {
        let lower = representableSeconds.lowerBound * microsecondsPerSecond
        let upper = (representableSeconds.upperBound + 1) * microsecondsPerSecond - 1
        let (seconds, fraction) = flooredDivision(min(max(microseconds, lower), upper), by: microsecondsPerSecond)
        return text(unixSeconds: seconds, fraction: "." + zeroPadded(Int(fraction), to: microsecondDigits))
    }

    /// Reads metav1.MicroTime: as metav1.Time, but with exactly six digits of a second.
    ///
    /// Go's layout takes no other number of digits (apimachinery, meta/v1: RFC3339Micro).
    package static func unixMicroseconds(parsing text: String) -> Int64? {
        guard let time = RFC3339Time(parsing: text), time.fraction.utf8.count == microsecondDigits,
            let fraction = Int64(time.fraction)
        else { return nil }
        return time.unixSeconds * microsecondsPerSecond + fraction
    }

    private static func text(unixSeconds: Int64, fraction: String) -> String {
        let (days, second) = flooredDivision(unixSeconds, by: secondsPerDay)
        let date = CivilDate(daysSinceEpoch: Int(days))
        let day = [(date.year, 4), (date.month, 2), (date.day, 2)].map(zeroPadded).joined(separator: "-")
        let clock = [second / 3_600, second / 60 % 60, second % 60].map { zeroPadded(Int($0), to: 2) }
        return "\(day)T\(clock.joined(separator: ":"))\(fraction)Z"
    }

    private static func zeroPadded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func flooredDivision(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static let secondsPerDay: Int64 = 86_400
    private static let microsecondsPerSecond: Int64 = 1_000_000
    private static let microsecondDigits = 6
}
