import Foundation
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

    /// - Returns: the exit status and everything that was said.
    private func check(_ metrics: [UInt8]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.path))
        process.arguments = ["check", "metrics"]
        let input = Pipe.closedOnExec()
        let output = Pipe.closedOnExec()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(metrics))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

    @Test(
        "has nothing to say about what is exposed",
        .enabled(if: path != nil, "promtool is not installed: apt-get install prometheus")
    )
    func isSilent() throws {
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
        let result = try check(registry.exposition())
        #expect(result.status == 0)
        #expect(result.text == "")
    }

    @Test("would complain", .enabled(if: path != nil, "promtool is not installed: apt-get install prometheus"))
    func canComplain() throws {
        #expect(try check(Array("x_total{a=\"b} 1\n".utf8)).status != 0)
        #expect(try check(Array("# TYPE x counter\nx 1\n".utf8)).text.contains("no help text"))
    }
}

extension Pipe {
    /// A pipe that programs started by other tests meanwhile do not inherit: they would hold its end open.
    fileprivate static func closedOnExec() -> Pipe {
        let pipe = Pipe()
        for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        return pipe
    }
}
