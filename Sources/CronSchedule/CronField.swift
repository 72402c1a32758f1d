/// One of the five fields of a cron schedule, in the order in which they are written.
package enum CronField: CaseIterable, Sendable {
    case minute
    case hour
    case dayOfMonth
    case month
    case dayOfWeek

    /// The field's name in messages for people.
    package var title: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of month"
        case .month: "month"
        case .dayOfWeek: "day of week"
        }
    }

    /// The values that the field takes, for people: `0-6 or SUN-SAT`.
    package var allowedValues: String {
        let numbers = "\(range.lowerBound)-\(range.upperBound)"
        guard let first = names.first, let last = names.last else { return numbers }
        return "\(numbers) or \(first)-\(last)"
    }

    /// The numbers that the field takes (robfig/cron v3, spec.go: the bounds of each field).
    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...6
        }
    }

    /// The names that stand for the numbers of `range`, in the same order; empty for fields without names.
    var names: [String] {
        switch self {
        case .minute, .hour, .dayOfMonth: []
        case .month: Self.monthNames
        case .dayOfWeek: Self.weekdayNames
        }
    }

    private static let monthNames = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]

    private static let weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    /// The number that a three-letter name stands for, whatever its case.
    ///
    /// The Go parser lowers case by Unicode's simple mapping, in which U+0130 (capital I with a dot) becomes `i`.
    func number(named text: String) -> Int? {
        guard !names.isEmpty else { return nil }
        let capitals = text.unicodeScalars.map { $0 == "\u{130}" ? "I" : $0.asciiCapital }
        guard let index = names.firstIndex(where: { $0.unicodeScalars.elementsEqual(capitals) }) else { return nil }
        return range.lowerBound + index
    }
}

extension Unicode.Scalar {
    /// The capital of an ASCII small letter; every other scalar as it is.
    fileprivate var asciiCapital: Unicode.Scalar {
        ("a"..."z").contains(self) ? Unicode.Scalar(UInt8(ascii: self) & ~0x20) : self
    }
}
