import CronSchedule
import Testing

@Suite struct BoundedCostTests {
    /// A long input, as far as a schedule may be long.
    struct Case: Sendable, CustomTestStringConvertible {
        let start: String
        let repeated: String
        let end: String
        var testDescription: String { "\(start)\(repeated)…\(end)" }
        var text: String { start + String(repeating: repeated, count: 1000 / repeated.utf8.count) + end }

        init(_ start: String = "", many repeated: String, _ end: String = " * * * *") {
            self.start = start
            self.repeated = repeated
            self.end = end
        }
    }

    static let cases: [Case] = [
        Case(many: "1,"),
        Case(many: ",", "1 * * * *"),
        Case(many: "0", "1 * * * *"),
        Case(many: "9"),
        Case(many: "*-"),
        Case(many: "1/"),
        Case(many: "L"),
        Case(many: "* ", ""),
        Case(many: " ", ""),
        Case("@", many: "x", ""),
        Case("@every ", many: "1h", ""),
        Case("@every ", many: "0", "h"),
        Case("@every 0.", many: "9", "h"),
        Case("@every 1", many: "u", ""),
    ]

    @Test("long input is answered, and its error stays short", arguments: cases)
    func longInput(_ example: Case) {
        do throws(CronSyntaxError) {
            _ = try CronSchedule(parsing: example.text).explained()
        } catch {
            #expect(error.description.utf8.count < 400)
        }
    }
}
