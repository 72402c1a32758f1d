extension ZoneRule {
    /// Reads a rule; nil if it is none.
    init?(parsing text: ArraySlice<UInt8>) {
        var parser = ZoneRuleParser(rest: text)
        guard parser.name(), let west = parser.time(hours: 24) else { return nil }
        standard = -west
        guard !parser.rest.isEmpty else {
            summer = nil
            return
        }
        guard parser.name() else { return nil }
        var offset = standard + 3600
        if parser.rest.first != UInt8(ascii: ",") {
            guard let west = parser.time(hours: 24) else { return nil }
            offset = -west
        }
        guard let start = parser.instant(), let end = parser.instant(), parser.rest.isEmpty else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }
}

/// Reads the parts of a rule in their order.
private struct ZoneRuleParser {
    var rest: ArraySlice<UInt8>

    /// The abbreviation of the zone's time, which says nothing: letters, or anything between angle brackets.
    mutating func name() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { Self.isLetter($0) }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    /// `[+-]hh[:mm[:ss]]` in seconds, with so many hours at most.
    mutating func time(hours limit: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(upTo: limit) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where take(":") {
            guard let part = number(upTo: 59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// `,date[/time]`; the time is two o'clock if it is left out.
    mutating func instant() -> YearlyInstant? {
        guard take(","), let day = day() else { return nil }
        guard take("/") else { return YearlyInstant(day: day, time: 7200) }
        // A week, by the extension.
        return time(hours: 167).map { YearlyInstant(day: day, time: $0) }
    }

    private mutating func day() -> YearlyInstant.Day? {
        if take("J") { return number(from: 1, upTo: 365).map { .ofCommonYear($0) } }
        guard take("M") else { return number(upTo: 365).map { .ofYear($0) } }
        guard let month = number(from: 1, upTo: 12), take("."), let week = number(from: 1, upTo: 5), take("."),
            let weekday = number(upTo: 6)
        else { return nil }
        return .weekday(weekday, week: week, month: month)
    }

    private mutating func number(from least: Int = 0, upTo largest: Int) -> Int? {
        // Three digits hold every number that there is.
        let digits = rest.prefix(4).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return !digits.isEmpty && (least...largest).contains(value) ? value : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
