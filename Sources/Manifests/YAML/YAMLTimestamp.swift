/// The times that Go's `yaml.v3` takes a scalar without quotes for (`allowedTimestampFormats` in `resolve.go`).
enum YAMLTimestamp {
    /// The time as Go writes it (`RFC3339Nano`); nil if the text is none.
    static func canonical(_ text: String) -> String? {
        guard let match = text.wholeMatch(of: form) else { return nil }
        let time = match.output.time
        let zone = match.output.zone.map(String.init)
        // Where a T stands, a zone must; where a blank does, none may.
        guard time == nil || (match.output.separator == " ") == (zone == nil) else { return nil }
        let numbers = [match.output.year, match.output.month, match.output.day].compactMap { Int($0) }
        let clock = time?.split(separator: ":").compactMap { Int($0) } ?? [0, 0, 0]
        guard numbers.count == 3, clock.count == 3, isDate(numbers), isClock(clock), isZone(zone) else { return nil }
        let date = "\(match.output.year)-\(padded(numbers[1]))-\(padded(numbers[2]))"
        let fraction = fractionText(match.output.fraction)
        return "\(date)T\(clock.map(padded).joined(separator: ":"))\(fraction)\(zoneText(zone))"
    }

    private typealias Form = Regex<
        (
            Substring, year: Substring, month: Substring, day: Substring, separator: Substring?, time: Substring?,
            fraction: Substring?, zone: Substring?
        )
    >

    // A regular expression is no value that tasks may share, so it is made anew.
    private static var form: Form {
        #/(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})(?:(?<separator>[Tt ])(?<time>[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})(?:[.,](?<fraction>[0-9]+))?(?<zone>Z|[+\-][0-9]{2}:[0-9]{2})?)?/#
    }

    private static func isDate(_ date: [Int]) -> Bool {
        let (year, month, day) = (date[0], date[1], date[2])
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return days.indices.contains(month - 1) && (1...days[month - 1]).contains(day)
    }

    private static func isClock(_ clock: [Int]) -> Bool { clock[0] < 24 && clock[1] < 60 && clock[2] < 60 }

    private static func isZone(_ zone: String?) -> Bool {
        guard let zone, zone != "Z" else { return true }
        let parts = zone.dropFirst().split(separator: ":").compactMap { Int($0) }
        return parts.count == 2 && parts[0] <= 24 && parts[1] < 60
    }

    private static func zoneText(_ zone: String?) -> String {
        guard let zone, !["+00:00", "-00:00"].contains(zone) else { return "Z" }
        return zone
    }

    /// Nanoseconds, without the noughts at the end.
    private static func fractionText(_ fraction: Substring?) -> String {
        var digits = String((fraction ?? "").prefix(9))
        while digits.hasSuffix("0") { digits.removeLast() }
        return digits.isEmpty ? "" : ".\(digits)"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
