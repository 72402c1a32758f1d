import Glibc
import Logging
import Testing

@testable import Telemetry

@Suite("A line that is put together piece by piece")
struct DirectLineTests {
    private static let moment: @Sendable () -> Timestamp = { Timestamp(milliseconds: 1_795_438_970_007) }

    @Test("is the line that a logger writes of the same details", arguments: LogFormat.allCases)
    func agrees(_ format: LogFormat) throws {
        let pipe = try PipeReader()
        let output = LogOutput(
            format: format,
            writer: try LogWriter.start(descriptor: pipe.writingEnd),
            now: Self.moment
        )
        let long = String(repeating: "long ", count: 900)
        let words = ["plain", "", "two words", "k=v", "\"quoted\"\n\\", "ä\u{202e}", long]
        for word in words {
            output.logger("webhook", level: .info).info(
                "reviewed",
                metadata: [
                    "dryRun": .stringConvertible(true), "fields": ["a", "b"], "name": .string(word), "user": "u",
                ]
            )
            output.write(.info, from: "webhook", "reviewed") { line in
                line.add("dryRun", .stringConvertible(true))
                line.add("fields", ["a", "b"])
                line.add("name", word)
                line.add("user", "u")
            }
        }
        let lines = try pipe.read(lines: 2 * words.count)
        for index in words.indices { #expect(lines[2 * index] == lines[2 * index + 1]) }
    }

    @Test("keeps its place among the lines of loggers")
    func order() throws {
        let pipe = try PipeReader()
        let output = LogOutput(
            format: .text,
            writer: try LogWriter.start(descriptor: pipe.writingEnd),
            now: Self.moment
        )
        for number in 0..<500 {
            output.write(.info, from: "webhook", "direct") { $0.add("number", "\(2 * number)") }
            output.logger("webhook", level: .info).info("logged", metadata: ["number": "\(2 * number + 1)"])
        }
        let numbers = try pipe.read(lines: 1000).compactMap { $0.split(separator: "=").last }
        #expect(numbers == (0..<1000).map { Substring("\($0)") })
    }
}
