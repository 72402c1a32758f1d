import Testing

@testable import ProgramOptions

/// Messages of several lines.
@Suite struct OneLineTests {
    static let cases = [
        ("one line", "one line"),
        ("first\nsecond\n", "first second"),
        ("choose one of:\n  - json\n  - text", "choose one of: json, text"),
        ("a list\n  - x\n\n  - y\nand its end", "a list x, y and its end"),
        ("\n", ""),
    ]

    @Test("Lines are joined by spaces, the points of a list by commas", arguments: cases)
    func join(_ text: String, _ expected: String) {
        #expect(OneLine.of(text) == expected)
    }
}
