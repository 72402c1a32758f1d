import Testing

@testable import ProgramOptions

/// Durations as flags take them.
@Suite struct DurationArgumentTests {
    static let cases: [(String, Duration?)] = [
        ("0", .zero), ("0s", .zero), ("5s", .seconds(5)), ("250ms", .milliseconds(250)), ("1m30s", .seconds(90)),
        ("24h", .seconds(86_400)), ("24h1s", nil), ("", nil), ("5", nil), ("s", nil), ("-5s", nil), ("1.5s", nil),
        ("5 s", nil), ("5d", nil), ("99999999999999999999s", nil), ("86400001ms", nil), ("٣s", nil),
    ]

    @Test("A message about a wrong duration says how one is written, other messages do not")
    func hint() {
        #expect(DurationArgument.hint(for: "The value '5' is invalid for '--a <duration>'").contains("250ms"))
        #expect(DurationArgument.hint(for: "The value '5' is invalid for '--a <port>'") == "")
        #expect(DurationArgument.hint(for: "Missing value for '--a <duration>'") == "")
    }

    @Test("A duration is whole numbers with units, at most a day", arguments: cases)
    func parse(_ text: String, _ expected: Duration?) {
        #expect(DurationArgument(argument: text)?.duration == expected)
    }
}
