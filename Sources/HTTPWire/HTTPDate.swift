/// A `Date` value in the one form that senders may use, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
package struct HTTPDate: Sendable, Hashable, CustomStringConvertible {
    let octets: [UInt8]

    /// The date of `secondsSince1970`, in UTC without leap seconds; clamped to the years 1970 to 9999.
    package init(secondsSince1970: Int) {
        let seconds = min(max(secondsSince1970, 0), Self.lastSecond)
        let (day, second) = seconds.quotientAndRemainder(dividingBy: 86400)
        let date = Self.civil(day)
        var text = Self.weekdays[(day + 4) % 7] + ", " + Self.padded(date.day) + " " + Self.months[date.month - 1]
        text += " " + Self.padded(date.year / 100) + Self.padded(date.year % 100)
        text += " " + Self.padded(second / 3600) + ":" + Self.padded(second / 60 % 60) + ":" + Self.padded(second % 60)
        octets = Array((text + " GMT").utf8)
    }

    /// The text of the field.
    package var description: String { String(decoding: octets, as: UTF8.self) }

    /// 9999-12-31T23:59:59Z, the last second that four digits of a year can name.
    private static let lastSecond = 253_402_300_799
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Year, month and day of a count of days since 1970-01-01.
    ///
    /// Counted from 1 March 0000, so that a leap day is the last day of its year: 146,097 days make an era of
    /// 400 years, and months from March on follow 153 days in five.
    private static func civil(_ daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
        let days = daysSince1970 + 719_468
        let (era, dayOfEra) = days.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
