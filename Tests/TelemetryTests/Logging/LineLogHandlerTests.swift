import Foundation
import Logging
import Testing

@testable import Telemetry

@Suite("The log handler")
struct LineLogHandlerTests {
    let pipe: PipeReader
    let output: LogOutput

    init() throws {
        pipe = try PipeReader()
        output = LogOutput(format: .text, writer: try LogWriter.start(descriptor: pipe.writingEnd)) {
            Timestamp(milliseconds: 1_000)
        }
    }

    private static let start = "1970-01-01T00:00:01.000Z"

    @Test("writes lines of its level and above only")
    func filtersLevels() throws {
        let logger = output.logger("test", level: .notice)
        logger.info("hidden")
        logger.notice("shown")
        logger.error("shown too", metadata: ["k": "v"])
        #expect(
            try pipe.read(lines: 2) == [
                "\(Self.start) NOTICE   test: shown", "\(Self.start) ERROR    test: shown too k=v",
            ]
        )
    }

    @Test("keeps level and details for each copy of a logger")
    func isValue() throws {
        let original = output.logger("test", level: .info)
        var copy = original
        copy.logLevel = .debug
        copy[metadataKey: "connection"] = "7"
        #expect(copy[metadataKey: "connection"] == "7")
        #expect(original[metadataKey: "connection"] == nil)
        original.debug("hidden")
        copy.debug("shown")
        original.info("plain")
        #expect(
            try pipe.read(lines: 2) == [
                "\(Self.start) DEBUG    test: shown connection=7", "\(Self.start) INFO     test: plain",
            ]
        )
    }

    @Test("asks the provider for details, and shows errors")
    func asksProvider() throws {
        struct Failure: Error, CustomStringConvertible {
            let description = "no such thing"
        }
        var handler = LineLogHandler(label: "test", output: output, logLevel: .info)
        handler.metadataProvider = Logger.MetadataProvider { ["trace": "1", "k": "provider"] }
        let logger = Logger(label: "test") { _ in handler }
        logger.info("hello", metadata: ["k": "event"])
        logger.error("failed", error: Failure())
        #expect(
            try pipe.read(lines: 2) == [
                "\(Self.start) INFO     test: hello k=event trace=1",
                "\(Self.start) ERROR    test: failed error=\"no such thing\" k=provider trace=1",
            ]
        )
    }

    @Test("writes one line for a message that tries to be two", arguments: LogFormat.allCases)
    func staysOnOneLine(_ format: LogFormat) throws {
        let logger = LogOutput(format: format, writer: output.writer, now: output.now).logger("a\nb", level: .info)
        logger.info("first\n{\"level\":\"error\"}", metadata: ["k\n": "v\nv", "l": ["x\n"], "m": ["k\n": "\n"]])
        logger.info("second")
        #expect(try pipe.read(lines: 2).count == 2)
    }

    @Test("formats are found by the names that the flag takes")
    func parsesFormats() {
        #expect(LogFormat(rawValue: "json") == .json)
        #expect(LogFormat(rawValue: "text") == .text)
        #expect(LogFormat(rawValue: "JSON") == nil)
    }
}
