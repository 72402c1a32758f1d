import CronSchedule
import Testing

@Suite struct ExplanationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let schedule: String
        let sentence: String
        var testDescription: String { schedule }

        init(_ schedule: String, _ sentence: String) {
            self.schedule = schedule
            self.sentence = sentence
        }
    }

    static let cases: [Case] = [
        Case("0 2 * * *", "at 02:00 every day"),
        Case("@daily", "at 00:00 every day"),
        Case("0 0,12 * * *", "at 00:00 and 12:00 every day"),
        Case("5 */6 * * *", "at 00:05, 06:05, 12:05 and 18:05 every day"),
        Case("0 */2 * * *", "every 2 hours from 00:00 every day"),
        Case("7 1-23/2 * * *", "at minute 7 of the hours 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21 and 23 every day"),
        Case("* * * * *", "every minute"),
        Case("*/30 * * * *", "every 30 minutes"),
        Case("0,30 * * * *", "every 30 minutes"),
        Case("*/7 5 * * *", "at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of hour 5 every day"),
        Case("@hourly", "every hour"),
        Case("5 * * * *", "at minute 5 of every hour"),
        Case("0-20,40 * * * *", "at minutes 0 to 20 and 40 of every hour"),
        Case("* 5 * * *", "every minute of hour 5 every day"),
        Case("* * * 1 *", "every minute in January"),
        Case("*/15 9-17 * * 1-5", "every 15 minutes of the hours 9 to 17 on Monday to Friday"),
        Case("0 9-17 * * MON-FRI", "at minute 0 of the hours 9 to 17 on Monday to Friday"),
        Case("@weekly", "at 00:00 every Sunday"),
        Case("17 3 * * 1,3,5", "at 03:17 on Monday, Wednesday and Friday"),
        Case("0 3 * 6-8 0", "at 03:00 every Sunday in June to August"),
        Case("@monthly", "at 00:00 on day 1 of every month"),
        Case("@yearly", "at 00:00 on day 1 of January"),
        Case("0 2 1-7,15 JAN,JUL *", "at 02:00 on days 1 to 7 and 15 of January and July"),
        Case("0 2 * 3,4 *", "at 02:00 every day in March and April"),
        Case("0 2 13 * 5", "at 02:00 on day 13 of every month and every Friday"),
        Case("0 2 13 6 5", "at 02:00 on day 13 of June and every Friday in June"),
        Case("@every 1h30m", "every 1 hour and 30 minutes, counted from the previous run"),
        Case("@every 1h", "every hour, counted from the previous run"),
        Case("@every 90s", "every 1 minute and 30 seconds, counted from the previous run"),
        Case("@every 25h1m1s", "every 25 hours, 1 minute and 1 second, counted from the previous run"),
        Case("@every 0s", "every second, counted from the previous run"),
    ]

    @Test("a schedule explains itself in plain English", arguments: cases)
    func sentence(_ example: Case) throws {
        #expect(try CronSchedule(parsing: example.schedule).explained() == example.sentence)
    }
}
