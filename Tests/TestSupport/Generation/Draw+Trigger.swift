import KubernetesAPI

// When maintenance runs, and the numbers around it.
extension Draw {
    /// `spec.trigger`.
    mutating func trigger() -> JSONValue {
        one(of: [
            { $0.object(["schedule": { .string($0.schedule()) }]) },
            { $0.object(["schedule": { .string($0.schedule()) }]) },
            { $0.object(["manual": { $0.tag() }]) },
            {
                $0.carelessness == 0
                    ? [:] : $0.object(["schedule": { .string($0.schedule()) }, "manual": { $0.tag() }])
            },
        ])
    }

    /// The tag of a manual run.
    mutating func tag() -> JSONValue {
        .string(
            text(
                [
                    "run-1", "2026-01-31T02:00:00Z", "a b", "\u{e4}\u{1F600}", "", "'\"\\",
                    String(repeating: "t", count: 253),
                    "null", "{a: b}",
                ],
                or: ["a\nb", "\t", "\u{0}", "\u{7f}", "\u{85}", String(repeating: "t", count: 254), " "]
            )
        )
    }

    /// A limit that has a least value.
    mutating func limit(from least: Int64) -> JSONValue {
        any(
            of: [least, least + 1, 1000 + least, Int64(Int32.max)].map(Self.number),
            or: [least - 1, -1, Int64(Int32.min), Int64(Int32.min) - 1, Int64(Int32.max) + 1, .min, .max].map(
                Self.number
            )
        )
    }

    /// A whole number as JSON.
    static func number(_ value: Int64) -> JSONValue { .number(JSONNumber(value)) }
}

// MARK: - Schedules

extension Draw {
    /// A schedule: a well-known one, or one put together field by field.
    mutating func schedule() -> String {
        oneIn(3) ? text(Schedules.right, or: Schedules.doubtful) : composedSchedule()
    }

    private mutating func composedSchedule() -> String {
        var fields = Schedules.ranges.map { scheduleField($0) }
        if number(in: 1...400) <= carelessness { fields.removeLast() }
        if number(in: 1...400) <= carelessness { fields.append("*") }
        return fields.joined(separator: number(in: 1...400) <= carelessness ? "  " : " ")
    }

    private mutating func scheduleField(_ field: Schedules.Field) -> String {
        let items = (0..<(oneIn(4) ? 2 : 1)).map { _ in scheduleItem(field) }
        return items.joined(separator: ",")
    }

    private mutating func scheduleItem(_ field: Schedules.Field) -> String {
        let range = field.range
        let (first, second) = (number(in: range), number(in: range))
        let (low, high) = (min(first, second), max(first, second))
        let step = number(in: 1...(range.upperBound + 2))
        let right =
            [
                "*", "?", "\(first)", "\(low)-\(high)", "*/\(step)", "\(low)-\(high)/\(step)", "\(first)/\(step)",
                "0\(first)",
            ] + field.names
        let doubtful =
            [
                "\(range.upperBound + 1)", "\(range.lowerBound - 1)", "\(high)-\(low)", "*/0", "\(first)-", "-\(first)",
                "\(low)-\(high)-\(high)", "*/\(step)/2", "", "+\(first)", "a", "*\(first)", "\(first)*", "L", "W", "#",
                "\(first).0", "**", "\(low)-*", "?/2", "*-\(high)", " ", "99999999999999999999", "0x1",
            ] + field.names.flatMap { [$0.uppercased(), "\($0)day", "\($0)-\($0)", "\($0)/2"] }
        return text(right, or: doubtful)
    }
}

/// The parts of schedules.
private enum Schedules {
    struct Field {
        let range: ClosedRange<Int>
        let names: [String]
    }

    /// Minute, hour, day of the month, month, day of the week.
    static let ranges = [
        Field(range: 0...59, names: []), Field(range: 0...23, names: []), Field(range: 1...28, names: []),
        Field(range: 1...12, names: ["jan", "Feb", "DEC"]), Field(range: 0...6, names: ["sun", "Mon", "SAT"]),
    ]

    static let right = [
        "0 2 * * *", "@daily", "@weekly", "@hourly", "@yearly", "@annually", "@monthly", "@midnight", "@every 1h30m",
        "@every 1s", "*/5 * * * *", "0 0 29 2 *", "0 3 * * MON-FRI", "59 23 31 12 6", "0-59/61 * * * *", "\t0 2 * * * ",
    ]
    static let doubtful = [
        "garbage", "", " ", "0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *", "60 * * * *", "* 24 * * *", "* * 0 * *",
        "* * 32 * *", "* * * 0 *", "* * * 13 *", "* * * * 7", "* * * * 8", "@Daily", " @daily", "@daily ", "@every",
        "@every 1", "@every -1h", "@every 0s", "@every 1d", "@every 1h 2m", "@reboot", "TZ=UTC 0 2 * * *",
        "CRON_TZ=Europe/Paris 0 2 * * *", "0 2 * * * *", "0 2 * *", "0 2 * * MONDAY", "H 2 * * *", "0 2 * * 5L",
        "0\u{a0}2 * * *", "0\n2 * * *", "\u{661} 2 * * *", "0 0 31 2 1", "@every 1h30", "@every 9999999999h",
        "@every 1ns", "@every .5h", "1,,2 * * * *", ", * * * *",
    ]
}
