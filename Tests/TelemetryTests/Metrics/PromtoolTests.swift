import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite("promtool, from Debian's package prometheus")
struct PromtoolTests {
    static let path: String? = {
        let directories = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let found = directories.map { "\($0)/promtool" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        if found == nil { print("SKIPPED: promtool is not installed (apt-get install prometheus)") }
        return found
    }()

    private func check(_ metrics: [UInt8]) async throws -> Command.Outcome {
        try await Command.run(
            #require(Self.path),
            ["check", "metrics"],
            input: String(decoding: metrics, as: UTF8.self)
        )
    }

    @Test(
        "has nothing to say about what is exposed",
        .enabled(if: path != nil, "promtool is not installed: apt-get install prometheus")
    )
    func isSilent() async throws {
        let registry = MetricsRegistry()
        registry.registerProcessMetrics()
        registry.registerLogMetrics(of: try LogWriter.start())
        let hostile = ["", "a\"b\\c\nd", "\u{1b}[31m", "ü🙂", "{}=,", String(repeating: "x", count: 10_000)]
        for value in hostile {
            registry.counters("reviews_\(value.utf8.count)_total", help: "Text with \(value).", labels: ["value"])
                .child(value).increment()
        }
        let histogram = registry.histograms("review_duration_seconds", help: "Time to answer.", labels: ["value"])
        for value in hostile { histogram.child(value).observe(0.003) }
        registry.gauge("extremes", help: "Any number.").set(-.infinity)
        let result = try await check(registry.exposition())
        #expect(result.status == 0)
        #expect(result.text == "")
    }

    @Test("would complain", .enabled(if: path != nil, "promtool is not installed: apt-get install prometheus"))
    func canComplain() async throws {
        #expect(try await check(Array("x_total{a=\"b} 1\n".utf8)).status != 0)
        #expect(try await check(Array("# TYPE x counter\nx 1\n".utf8)).text.contains("no help text"))
    }
}
