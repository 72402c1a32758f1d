import CronSchedule
import Testing

@Suite struct AcceptedSyntaxTests {
    /// A schedule and a plainer way to write it.
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let meaning: String
        var testDescription: String { "\(text.debugDescription) is \(meaning)" }

        init(_ text: String, _ meaning: String) {
            self.text = text
            self.meaning = meaning
        }
    }

    static let items: [Case] = [
        Case("? ? ? ? ?", "* * * * *"),
        Case("1,,2 * * * *", "1,2 * * * *"),
        Case(",5, * * * *", "5 * * * *"),
        Case("0-59 * * * *", "* * * * *"),
        Case("*/1 * * * *", "* * * * *"),
        Case("*/01 * * * *", "* * * * *"),
        Case("*/30 * * * *", "0,30 * * * *"),
        Case("*/100 * * * *", "0 * * * *"),
        Case("0-59/61 * * * *", "0 * * * *"),
        Case("*/9223372036854775807 * * * *", "0 * * * *"),
        Case("5/9223372036854775807 * * * *", "5 * * * *"),
        Case("45/5 * * * *", "45,50,55 * * * *"),
        Case("59/1 * * * *", "59 * * * *"),
        Case("10-20/5 * * * *", "10,15,20 * * * *"),
        Case("10-21/5 * * * *", "10,15,20 * * * *"),
        Case("7-7 * * * *", "7 * * * *"),
        Case("+1-+5/+2 * * * *", "1,3,5 * * * *"),
        Case("007 * * * *", "7 * * * *"),
        Case("00000000000000000000000000000000000007 * * * *", "7 * * * *"),
        Case("*-5 * * * *", "* * * * *"),
        Case("*-garbage-more * * * *", "* * * * *"),
        Case("?-x/20 * * * *", "*/20 * * * *"),
        Case("1,1,1 * * * *", "1 * * * *"),
        Case("5,* * * * *", "* * * * *"),
    ]

    private static func list(_ range: ClosedRange<Int>) -> String { range.map(String.init).joined(separator: ",") }

    static let long: [Case] = [
        // Nobody needs a longer one.
        Case(
            "\(list(0...59)) \(list(0...23)) \(list(1...31)) JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC "
                + "SUN,MON,TUE,WED,THU,FRI,SAT",
            "0-59 0-23 1-31 1-12 0-6"
        ),
        Case(String(repeating: " ", count: 1015) + "* * * * *", "* * * * *"),
    ]

    static let names: [Case] = [
        Case("0 0 * JAN *", "0 0 * 1 *"),
        Case("0 0 * dec *", "0 0 * 12 *"),
        Case("0 0 * jAn-Mar *", "0 0 * 1-3 *"),
        Case("0 0 * 1-MAR *", "0 0 * 1-3 *"),
        Case("0 0 * oct/2 *", "0 0 * 10,12 *"),
        Case("0 0 * * SUN", "0 0 * * 0"),
        Case("0 0 * * mon-FRI", "0 0 * * 1-5"),
        Case("0 0 * * Tue,thu,SAT", "0 0 * * 2,4,6"),
        Case("0 0 * * sun/2", "0 0 * * 0,2,4,6"),
        // Go lowers this capital to an ASCII i.
        Case("0 0 * * FR\u{130}", "0 0 * * 5"),
    ]

    static let whiteSpace: [Case] = [
        Case("  0  2 * * *  ", "0 2 * * *"),
        Case("0\t2\n*\r\n*\u{B}*\u{C}", "0 2 * * *"),
        Case("0\u{A0}2\u{2003}*\u{3000}*\u{85}*", "0 2 * * *"),
        Case("0\u{1680}2\u{2028}*\u{202F}*\u{205F}*", "0 2 * * *"),
    ]

    static let descriptors: [Case] = [
        Case("@yearly", "0 0 1 1 *"),
        Case("@annually", "0 0 1 1 *"),
        Case("@monthly", "0 0 1 * *"),
        Case("@weekly", "0 0 * * 0"),
        Case("@daily", "0 0 * * *"),
        Case("@midnight", "0 0 * * *"),
        Case("@hourly", "0 * * * *"),
    ]

    static let days: [Case] = [
        // One field starred: both must match, so the other decides.
        Case("0 0 ? * MON", "0 0 * * MON"),
        Case("0 0 1 * ?", "0 0 1 * *"),
        Case("0 0 5,* * MON", "0 0 * * MON"),
        Case("0 0 5,*/1 * MON", "0 0 * * MON"),
        // No field starred: either is enough, and one that selects all days selects all days.
        Case("0 0 1-31 * MON", "0 0 * * *"),
        Case("0 0 13 * 0-6", "0 0 * * *"),
        Case("0 0 31 2 0-6", "0 0 * 2 *"),
        Case("0 0 , * MON", "0 0 * * MON"),
        Case("0 0 13 * ,", "0 0 13 * *"),
    ]

    @Test(
        "items, names, white space, descriptors and days mean what the API server takes them to mean",
        arguments: items + names + whiteSpace + descriptors + days
    )
    func meaning(_ example: Case) throws {
        #expect(try CronSchedule(parsing: example.text) == CronSchedule(parsing: example.meaning))
    }

    @Test("a step changes how the two day fields combine")
    func stepsAreNotStars() throws {
        // 1, 3, 5 … 31 or Monday, not and.
        let stepped = try CronSchedule(parsing: "0 0 */2 * MON")
        #expect(try stepped == CronSchedule(parsing: "0 0 1-31/2 * MON"))
        #expect(try stepped != CronSchedule(parsing: "0 0 * * MON"))
    }
}
