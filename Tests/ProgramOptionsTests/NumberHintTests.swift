import Testing

@testable import ProgramOptions

@Suite struct NumberHintTests {
    @Test(
        "A message about a wrong number says how one is written, other messages do not",
        arguments: [
            ("The value 'http' is invalid for '--port <port>'", ": write it as a whole number from 0 to 65535"),
            ("The value '1.5' is invalid for '--event-loops <count>'", ": write it as a whole number"),
            ("The value '8M' is invalid for '--a <bytes>'", ": write it as a whole number without a unit"),
            ("The value '5' is invalid for '--idle-timeout <duration>'", ""),
            ("Missing value for '--port <port>'", ""),
            ("", ""),
        ]
    )
    func hint(_ message: String, _ expected: String) {
        #expect(NumberHint.hint(for: message) == expected)
    }
}
