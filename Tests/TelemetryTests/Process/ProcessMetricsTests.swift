import Foundation
import Testing

@testable import Telemetry

@Suite("Metrics of the process")
struct ProcessMetricsTests {
    private static let rest =
        "S 1 42 42 0 -1 4194560 5000 0 3 0 250 50 0 0 20 0 7 0 12345 104857600 2560 18446744073709551615 1 1 0"

    @Test("are read whatever the program is called", arguments: ["webhook", "a b", "a) S (b", "(", ")", ""])
    func parses(_ name: String) {
        let statistics = ProcessStatistics.parse("42 (\(name)) \(Self.rest)", ticksPerSecond: 100, pageSize: 4_096)
        #expect(
            statistics
                == ProcessStatistics(
                    processorSeconds: 3,
                    startAfterBoot: 123.45,
                    virtualMemoryBytes: 104_857_600,
                    residentMemoryBytes: 10_485_760
                )
        )
    }

    @Test(
        "are absent when the text is not what the kernel writes",
        arguments: ["", "42", "42 (x)", "42 (x) S 1", ")))"]
    )
    func refuses(_ text: String) {
        #expect(ProcessStatistics.parse(text, ticksPerSecond: 100, pageSize: 4_096) == nil)
    }

    @Test("find the start of the machine")
    func findsBootTime() {
        #expect(ProcessStatistics.bootTime("cpu 1 2\nintr 5\nbtime 1795000000\nprocesses 7\n") == 1_795_000_000)
        #expect(ProcessStatistics.bootTime("cpu 1 2\n") == nil)
    }

    @Test("are those of this process")
    func measuresThisProcess() throws {
        let registry = MetricsRegistry()
        registry.registerProcessMetrics()
        let text = String(decoding: registry.exposition(), as: UTF8.self)
        func value(_ name: String) throws -> Double {
            let line = try #require(
                text.split(separator: "\n").first { $0.hasPrefix(name + " ") },
                "\(name) in \(text)"
            )
            return try #require(Double(line.dropFirst(name.count + 1)))
        }
        #expect(try value("process_cpu_seconds_total") >= 0)
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        #expect(try value("process_virtual_memory_bytes") >= value("process_resident_memory_bytes"))
        #expect(try value("process_max_fds") >= value("process_open_fds"))
        let start = try value("process_start_time_seconds")
        let now = Date().timeIntervalSince1970
        #expect(start <= now + 2 && start > now - 86_400)
        #expect(try value("process_open_fds") > 2)
        #expect(text.contains("# TYPE process_cpu_seconds_total counter\n"))
    }

    @Test("count every descriptor that is open")
    func countsDescriptors() throws {
        let ours = (0..<50).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
        defer { for descriptor in ours { close(descriptor) } }
        // Other tests open and close theirs meanwhile: what is known is which are open now.
        let all = try #require(ProcFile.openDescriptors())
        #expect(Set(all).isSuperset(of: [0, 1, 2] + ours))
        #expect(Set(all).count == all.count)
    }

    @Test("do not count the descriptor by which the others are counted")
    func omitsItsOwn() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let numbers = 0..<4_096
        for name in numbers.map(String.init) + ["name", "x1"] {
            try Data().write(to: folder.appendingPathComponent(name))
        }
        // One of these numbers is the descriptor of the folder itself.
        #expect(ProcFile.openDescriptors(in: folder.path)?.count == numbers.count - 1)
    }
}
