import CronSchedule
import Testing

@Suite struct BoundedCostTests {
    /// Long inputs of every shape; each would be felt if the cost grew faster than the length.
    static let inputs: [String] = [
        String(repeating: "1,", count: 100_000) + "1 * * * *",
        String(repeating: ",", count: 100_000) + "1 * * * *",
        String(repeating: "0", count: 100_000) + "1 * * * *",
        String(repeating: "9", count: 100_000) + " * * * *",
        String(repeating: "*-", count: 100_000) + " * * * *",
        String(repeating: "1/", count: 100_000) + " * * * *",
        String(repeating: "* ", count: 100_000),
        String(repeating: " ", count: 100_000),
        String(repeating: "L", count: 100_000) + " * * * *",
        "@" + String(repeating: "x", count: 100_000),
        "@every " + String(repeating: "1h", count: 100_000),
        "@every " + String(repeating: "0", count: 100_000) + "h",
        "@every 0." + String(repeating: "9", count: 100_000) + "h",
        "@every 1" + String(repeating: "u", count: 100_000),
    ]

    @Test("long input is answered, and its error stays short", arguments: inputs)
    func longInput(_ text: String) {
        do throws(CronSyntaxError) {
            _ = try CronSchedule(parsing: text).explained()
        } catch {
            #expect(error.description.utf8.count < 400)
        }
    }
}
