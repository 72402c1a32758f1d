import Foundation
import Testing

@testable import Telemetry

@Suite("Escaping in a log line")
struct LineBufferTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let input: String
        let output: String

        var testDescription: String { output }
    }

    static let cases = [
        Case(input: "", output: ""),
        Case(input: "plain ASCII ~!", output: "plain ASCII ~!"),
        Case(input: "äöü 漢字 🙂 é", output: "äöü 漢字 🙂 é"),
        Case(input: "\"", output: #"\""#),
        Case(input: #"a\b\"#, output: #"a\\b\\"#),
        Case(input: "a\nb\r\nc\td", output: #"a\nb\r\nc\td"#),
        Case(
            input: "\0\u{1}\u{8}\u{b}\u{1b}[31m\u{1f}\u{7f}",
            output: #"\u0000\u0001\u0008\u000b\u001b[31m\u001f\u007f"#
        ),
        Case(input: "\u{80}\u{9b}31m\u{9f}\u{a0}", output: #"\u0080\u009b31m\u009f"# + "\u{a0}"),
        Case(input: "a\u{2028}b\u{2029}c\u{2027}\u{202f}", output: #"a\u2028b\u2029c"# + "\u{2027}\u{202f}"),
        Case(
            input: "\u{202e}evil\u{2066}\u{2069}\u{200f}\u{2065}",
            output: #"\u202eevil\u2066\u2069\u200f"# + "\u{2065}"
        ),
        Case(input: "€\u{2030}…", output: "€‰…"),
        Case(
            input: String(decoding: [0x61, 0xFF, 0xC2, 0x62, 0xE2, 0x80], as: UTF8.self),
            output: "a\u{fffd}\u{fffd}b\u{fffd}"
        ),
    ]

    private func escaped(_ text: String) -> String {
        var line = LineBuffer()
        line.append(escaping: text)
        return line.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test("leaves what is harmless and escapes the rest", arguments: cases)
    func escapes(_ example: Case) {
        #expect(escaped(example.input) == example.output)
        #expect(escaped("x" + example.input + "y") == "x" + example.output + "y")
    }

    @Test("gives what a JSON reader turns back into the text, for every character of the basic plane")
    func roundTrips() throws {
        for block in stride(from: UInt32(0), to: 0x1_0000, by: 256) {
            let scalars = (block..<block + 256).compactMap(Unicode.Scalar.init)
            let text = String(String.UnicodeScalarView(scalars))
            let json = Data("[\"\(escaped(text))\"]".utf8)
            let decoded = try #require(try JSONSerialization.jsonObject(with: json) as? [String])
            // Foundation compares by canonical equivalence; scalars are exact.
            #expect(decoded.map { Array($0.unicodeScalars) } == [scalars])
            #expect(!escaped(text).utf8.contains { $0 < 0x20 || $0 == 0x7F })
        }
    }

    @Test("cuts long texts between characters", arguments: ["a", "ä", "漢", "🙂", "\n"])
    func cuts(_ character: String) {
        let limit = LineBuffer.textLimit
        let fits = String(repeating: character, count: limit / character.utf8.count)
        #expect(!escaped(fits).hasSuffix("…"))
        for length in limit + 1...limit + 4 {
            let text = String(repeating: character, count: length)
            let result = escaped(text)
            #expect(result.hasSuffix("…"))
            #expect(!result.contains("\u{fffd}"))
            #expect(result.utf8.count <= 2 * limit + "…".utf8.count)
        }
    }

    @Test("pads numbers with zeros", arguments: [(0, 2, "00"), (7, 3, "007"), (2026, 4, "2026"), (12345, 4, "2345")])
    func pads(_ number: Int, _ width: Int, _ text: String) {
        var line = LineBuffer()
        line.append(Int64(number), width: width)
        // Wider numbers than their field do not occur: a year has four digits until 9999.
        #expect(line.withBytes { String(decoding: $0, as: UTF8.self) } == text)
    }

    @Test(
        "writes moments in UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-5, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_164_800_010, "2024-02-29T00:00:00.010Z"), (4_107_542_400_100, "2100-03-01T00:00:00.100Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func writesMoments(_ milliseconds: Int64, _ text: String) {
        var line = LineBuffer()
        Timestamp(milliseconds: milliseconds).append(to: &line)
        #expect(line.withBytes { String(decoding: $0, as: UTF8.self) } == text)
    }

    @Test("the system's clock tells this year's time")
    func tellsTime() {
        let expected = Int64(Date().timeIntervalSince1970 * 1_000)
        #expect(abs(Timestamp.now().milliseconds - expected) < 60_000)
    }
}
