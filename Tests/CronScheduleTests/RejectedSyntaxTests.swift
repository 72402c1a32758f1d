import CronSchedule
import Testing

@Suite struct RejectedSyntaxTests {
    /// A schedule and the sentence that refuses it.
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ message: String) {
            self.text = text
            self.message = message
        }
    }

    static let minute = "allowed are 0-59"
    static let weekday = "allowed are 0-6 or SUN-SAT"
    static let fields = "a schedule has five (minute, hour, day of month, month, day of week)"
    static let descriptors =
        "allowed are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly and @every <duration>"
    static let timeZone =
        "TZ= and CRON_TZ= are not accepted: the time zone belongs in spec.timeZone of the CronJob, "
        + "which the controller sets"

    static let items: [Case] = [
        Case("60 * * * *", #"minute: "60" is out of range, \#(minute) (the full hour is 0)"#),
        Case("* 24 * * *", #"hour: "24" is out of range, allowed are 0-23 (midnight is 0)"#),
        Case("* * 0 * *", #"day of month: "0" is out of range, allowed are 1-31 (counting begins at 1)"#),
        Case("* * 32 * *", #"day of month: "32" is out of range, allowed are 1-31"#),
        Case("* * * 0 *", #"month: "0" is out of range, allowed are 1-12 or JAN-DEC (counting begins at 1)"#),
        Case("* * * 13 *", #"month: "13" is out of range, allowed are 1-12 or JAN-DEC"#),
        Case("* * * * 7", #"day of week: "7" is out of range, \#(weekday) (Sunday is 0)"#),
        Case("* * * * 5-7", #"day of week: "5-7" is out of range, \#(weekday) (Sunday is 0)"#),
        Case("* * * * 70/7", #"day of week: "70/7" is out of range, \#(weekday)"#),
        Case("1,2,61,3 * * * *", #"minute: "61" is out of range, \#(minute)"#),
        Case("60/5 * * * *", #"minute: "60/5" is out of range, \#(minute) (the full hour is 0)"#),
        Case("99999999999999999999 * * * *", #"minute: "99999999999999999999" is out of range, \#(minute)"#),
        Case("*/0 * * * *", #"minute: "*/0" has a step of 0, steps begin at 1"#),
        Case("*/-0 * * * *", #"minute: "*/-0" has a step of 0, steps begin at 1"#),
        Case("*/-1 * * * *", #"minute: "*/-1" has a step that is not a positive number"#),
        Case("*/2-5 * * * *", #"minute: "*/2-5" has a step that is not a positive number"#),
        Case("*/ * * * *", #"minute: "*/" has a step that is not a positive number"#),
        Case(
            "*/99999999999999999999 * * * *",
            #"minute: "*/99999999999999999999" has a step that is not a positive number"#
        ),
        Case("1/2/3 * * * *", #"minute: "1/2/3" has more than one slash, a step is one number"#),
        Case("1-2-3 * * * *", #"minute: "1-2-3" has more than one hyphen, a range has two ends"#),
        Case("1- * * * *", #"minute: "1-" is incomplete, \#(minute) on both sides of a hyphen"#),
        Case("-1 * * * *", #"minute: "-1" is incomplete, \#(minute) on both sides of a hyphen"#),
        Case("/5 * * * *", #"minute: "/5" is incomplete, \#(minute) on both sides of a hyphen"#),
        Case("5-1 * * * *", #"minute: "5-1" is a range that runs downwards (write 5-59,0-1)"#),
        Case("* 22-0 * * *", #"hour: "22-0" is a range that runs downwards (write 22-23,0)"#),
        Case("* 22-2/2 * * *", #"hour: "22-2/2" is a range that runs downwards"#),
        Case("* * * * FRI-MON", #"day of week: "FRI-MON" is a range that runs downwards (write 5-6,0-1)"#),
        Case("+ * * * *", #"minute: "+" is not a number, \#(minute)"#),
        Case("1.5 * * * *", #"minute: "1.5" is not a number, \#(minute)"#),
        Case("0x1 * * * *", #"minute: "0x1" is not a number, \#(minute)"#),
        Case("1_0 * * * *", #"minute: "1_0" is not a number, \#(minute)"#),
        Case("** * * * *", #"minute: "**" is not a number, \#(minute)"#),
        Case("5-* * * * *", #"minute: "5-*" is not a number, \#(minute)"#),
        Case("\u{FF11} * * * *", #"minute: "１" is not a number, \#(minute)"#),
        Case("\u{663} * * * *", #"minute: "٣" is not a number, \#(minute)"#),
        Case("\0 * * * *", #"minute: "\u{0}" is not a number, \#(minute)"#),
        Case("1\u{200B} * * * *", #"minute: "1\u{200b}" is not a number, \#(minute)"#),
        Case("*\u{301} * * * *", #"minute: "*\#u{301}" is not a number, \#(minute)"#),
    ]

    static let words: [Case] = [
        Case(
            "* * * * MONDAY",
            #"day of week: "MONDAY" is not a number or a name, \#(weekday) (names have three letters: MON)"#
        ),
        Case(
            "* * * January *",
            #"month: "January" is not a number or a name, allowed are 1-12 or JAN-DEC (names have three letters: JAN)"#
        ),
        Case(
            "* * MON * *",
            #"day of month: "MON" is not a number, allowed are 1-31 (such names belong to day of week)"#
        ),
        Case("* * L * *", #"day of month: "L" is not a number, allowed are 1-31 (L, W and # are not supported)"#),
        Case("* * 15W * *", #"day of month: "15W" is not a number, allowed are 1-31 (L, W and # are not supported)"#),
        Case("* * * * 5L", #"day of week: "5L" is not a number or a name, \#(weekday) (L, W and # are not supported)"#),
        Case(
            "* * * * FRI#2",
            #"day of week: "FRI#2" is not a number or a name, \#(weekday) (L, W and # are not supported)"#
        ),
        Case("H * * * *", #"minute: "H" is not a number, \#(minute) (H is not supported, choose a fixed value)"#),
        Case("* * * * fr", #"day of week: "fr" is not a number or a name, \#(weekday)"#),
    ]

    static let counts: [Case] = [
        Case(
            "",
            "the schedule is empty, write five fields (minute, hour, day of month, month, day of week) "
                + "or a descriptor such as @daily"
        ),
        Case(" ", "found 0 fields, \(fields)"),
        Case("0 2 * *", "found 4 fields, \(fields)"),
        Case("*****", "found 1 field, \(fields)"),
        Case("0 0 2 * * *", "found 6 fields, \(fields); seconds are not supported"),
        Case("0 0 2 * * * 2026", "found 7 fields, \(fields); seconds and years are not supported"),
        Case("daily", "found 1 field, \(fields); write @daily in lower case, without white space around it"),
        Case(" @daily", "found 1 field, \(fields); write @daily in lower case, without white space around it"),
        Case(" @every 1h", "found 2 fields, \(fields); write @every, one space and a duration such as 1h30m"),
        Case("\u{FEFF}@daily", "found 1 field, \(fields)"),
        // U+180E and U+200B are not white space.
        Case("0\u{180E}2 * * *", "found 4 fields, \(fields)"),
    ]

    static let descriptorTexts: [Case] = [
        Case(
            "@Daily",
            #""@Daily" is not a descriptor, \#(descriptors); write @daily in lower case, without white space around it"#
        ),
        Case(
            "@daily ",
            #""@daily " is not a descriptor, \#(descriptors); write @daily in lower case, without white space around it"#
        ),
        Case("@reboot", #""@reboot" is not a descriptor, \#(descriptors)"#),
        Case("@", #""@" is not a descriptor, \#(descriptors)"#),
        Case(
            "@every",
            #""@every" is not a descriptor, \#(descriptors); write @every, one space and a duration such as 1h30m"#
        ),
        Case(
            "@every\t1h",
            #""@every\u{9}1h" is not a descriptor, \#(descriptors); write @every, one space and a duration such as 1h30m"#
        ),
        Case(
            "@every 1d",
            #""1d" is not a duration for @every: the unit "d" is not known, allowed are ns, us, ms, s, m and h"#
        ),
        Case(
            "@every 1h ",
            #""1h " is not a duration for @every: the unit "h " is not known, allowed are ns, us, ms, s, m and h"#
        ),
        Case("@every 5", #""5" is not a duration for @every: a unit is missing, allowed are ns, us, ms, s, m and h"#),
        Case("@every ", #""" is not a duration for @every: it is not a number with a unit, such as 1h30m"#),
        Case("@every 2562048h", #""2562048h" is not a duration for @every: it is longer than 292 years"#),
    ]

    static let timeZones: [Case] = [
        Case("TZ=UTC 0 2 * * *", timeZone),
        Case("CRON_TZ=Europe/Berlin 0 2 * * *", timeZone),
        Case("TZ=0", timeZone),
        // Read by the parser, where nothing after *- counts, but refused by the API server for the two letters.
        Case("*-TZ * * * *", timeZone),
    ]

    static let neverFiring: [Case] = [
        Case("0 0 31 2 *", "the schedule can never fire: there is no day 31 in February"),
        Case("0 0 30 2 *", "the schedule can never fire: there is no day 30 in February"),
        Case("0 0 30-31 FEB ?", "the schedule can never fire: there is no day 30 in February"),
        Case("0 0 31 2,4,6 *", "the schedule can never fire: there is no day 31 in February, April or June"),
        Case("0 0 31 2 ,", "the schedule can never fire: there is no day 31 in February"),
        Case(", * * * *", "the schedule can never fire: the minute selects no value"),
        Case("* , * * *", "the schedule can never fire: the hour selects no value"),
        Case("* * , * *", "the schedule can never fire: the day of month selects no value"),
        Case("* * * , *", "the schedule can never fire: the month selects no value"),
        Case("* * * * ,", "the schedule can never fire: the day of week selects no value"),
    ]

    static let lengths: [Case] = [
        Case(
            String(repeating: " ", count: 1016) + "* * * * *",
            "the schedule has 1025 bytes, more than the 1024 that are taken: write ranges and steps, such as 0-59/5"
        ),
        Case(
            String(repeating: "1,", count: 500_000) + "* * * * *",
            "the schedule has 1000009 bytes, more than the 1024 that are taken: write ranges and steps, such as 0-59/5"
        ),
    ]

    @Test(
        "what the API server would not read is refused, with field, token, what is allowed and a hint",
        arguments: items + words + counts + descriptorTexts + timeZones + neverFiring + lengths
    )
    func message(_ example: Case) {
        let error = #expect(throws: CronSyntaxError.self) { try CronSchedule(parsing: example.text) }
        #expect(error?.description == example.message)
    }

    @Test("every wrong field is named, not only the first")
    func allFields() {
        let error = #expect(throws: CronSyntaxError.self) { try CronSchedule(parsing: "60 2 L * 7") }
        let expected = """
            minute: "60" is out of range, allowed are 0-59 (the full hour is 0); \
            day of month: "L" is not a number, allowed are 1-31 (L, W and # are not supported); \
            day of week: "7" is out of range, allowed are 0-6 or SUN-SAT (Sunday is 0)
            """
        #expect(error?.description == expected)
    }

    @Test("a long token is cut and an invisible character is spelt out")
    func quoting() {
        let token = String(repeating: "x", count: 40)
        let error = #expect(throws: CronSyntaxError.self) { try CronSchedule(parsing: "\(token) * * * *") }
        #expect(error?.description.contains("\"\(token.prefix(32))…\"") == true)
        let other = #expect(throws: CronSyntaxError.self) { try CronSchedule(parsing: "a\u{202E}b * * * *") }
        #expect(other?.description.contains(#""a\u{202e}b""#) == true)
    }

    @Test("a leap day is enough to fire", arguments: ["0 0 29 2 *", "0 0 29-31 2 *", "0 0 31 2 MON", "0 0 31 1,2 *"])
    func firesNowAndThen(_ text: String) {
        #expect(throws: Never.self) { try CronSchedule(parsing: text) }
    }
}
