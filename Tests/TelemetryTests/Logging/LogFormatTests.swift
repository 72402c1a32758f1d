import Foundation
import Logging
import Testing

@testable import Telemetry

@Suite("A log line")
struct LogFormatTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var level = Logger.Level.info
        var message = "hello"
        var event: Logger.Metadata = [:]
        var logger: Logger.Metadata = [:]
        let json: String
        let text: String

        var testDescription: String { name }
    }

    /// The moment that the expected lines name.
    static let moment = Timestamp(milliseconds: 1_795_438_970_007)
    static let start = #"{"ts":"2026-11-23T13:02:50.007Z","level":"info","logger":"webhook","msg":"hello""#
    static let textStart = "2026-11-23T13:02:50.007Z INFO     webhook: hello"

    static let cases = [
        Case(name: "alone", json: "\(start)}", text: textStart),
        Case(
            name: "with its level",
            level: .critical,
            json: #"{"ts":"2026-11-23T13:02:50.007Z","level":"critical","logger":"webhook","msg":"hello"}"#,
            text: "2026-11-23T13:02:50.007Z CRITICAL webhook: hello"
        ),
        Case(
            name: "with details by key",
            event: ["uid": "1-2", "object": "ns/name", "allowed": "true"],
            json: #"\#(start),"allowed":"true","object":"ns/name","uid":"1-2"}"#,
            text: "\(textStart) allowed=true object=ns/name uid=1-2"
        ),
        Case(
            name: "with details of the logger, which an event's own replace",
            event: ["b": "event"],
            logger: ["a": "logger", "b": "logger"],
            json: #"\#(start),"a":"logger","b":"event"}"#,
            text: "\(textStart) a=logger b=event"
        ),
        Case(
            name: "with numbers and truth values",
            event: [
                "a": .stringConvertible(-3), "b": .stringConvertible(true), "c": .stringConvertible(0.25),
                "d": .stringConvertible(UInt64.max), "e": .stringConvertible(Double.nan),
                "f": .stringConvertible(Double.infinity),
            ],
            json: #"\#(start),"a":-3,"b":true,"c":0.25,"d":18446744073709551615,"e":"nan","f":"inf"}"#,
            text: "\(textStart) a=-3 b=true c=0.25 d=18446744073709551615 e=nan f=inf"
        ),
        Case(
            name: "with arrays and dictionaries",
            event: ["a": ["x", ["z": "1", "y": []]], "b": [:]],
            json: #"\#(start),"a":["x",{"y":[],"z":"1"}],"b":{}}"#,
            text: #"\#(textStart) a="[\"x\", [\"y\": [], \"z\": \"1\"]]" b=[:]"#
        ),
        Case(
            name: "with details that look like the line's own",
            event: ["level": "x", "logger": "x", "msg": "x", "ts": "x", "tsx": "x"],
            json: #"\#(start),"level_":"x","logger_":"x","msg_":"x","ts_":"x","tsx":"x"}"#,
            text: "\(textStart) level=x logger=x msg=x ts=x tsx=x"
        ),
        Case(
            name: "with words that need quotation marks",
            event: ["a": "", "b": "two words", "c": "k=v", "d": #"say "hi""#, "e f": "x"],
            json: #"\#(start),"a":"","b":"two words","c":"k=v","d":"say \"hi\"","e f":"x"}"#,
            text: #"\#(textStart) a="" b="two words" c="k=v" d="say \"hi\"" "e f"=x"#
        ),
    ]

    static func line(_ format: LogFormat, _ example: Case) -> String {
        var line = LineBuffer()
        let record = LogRecord(
            start: LineStart(
                timestamp: moment,
                level: example.level,
                label: "webhook",
                message: example.message
            ),
            details: LogDetails(event: example.event, provider: nil, logger: example.logger)
        )
        format.append(record, to: &line)
        return line.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test("is one JSON object", arguments: cases)
    func writesJSON(_ example: Case) throws {
        // The description of a dictionary has no order.
        let line = Self.line(.json, example)
        #expect(line == example.json + "\n")
        #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }

    @Test("reads well", arguments: cases.filter { !$0.name.contains("dictionaries") })
    func writesText(_ example: Case) {
        #expect(Self.line(.text, example) == example.text + "\n")
    }

    @Test("shows arrays and dictionaries to people as one quoted word")
    func writesCollectionsAsText() {
        let line = Self.line(.text, Case(name: "", event: ["a": ["x", ["y": "1"]]], json: "", text: ""))
        #expect(line == "\(Self.textStart) a=\"[\\\"x\\\", [\\\"y\\\": \\\"1\\\"]]\"\n")
    }

    @Test("that nests without end is cut")
    func cutsNesting() throws {
        var value: Logger.MetadataValue = "core"
        for _ in 0..<10_000 { value = [value] }
        let line = Self.line(.json, Case(name: "", event: ["a": value], json: "", text: ""))
        #expect(line == "\(Self.start),\"a\":[[[[[[[\"(nested too deeply)\"]]]]]]]}\n")
    }

    @Test("gives details of the event, the provider and the logger, in this order of precedence")
    func merges() {
        let details = LogDetails(
            event: ["a": "event"],
            provider: ["a": "provider", "b": "provider"],
            logger: ["a": "logger", "b": "logger", "c": "logger"]
        )
        var merged: [String] = []
        details.forEach { merged.append("\($0) \($1)") }
        #expect(merged == ["a event", "b provider", "c logger"])
    }
}
