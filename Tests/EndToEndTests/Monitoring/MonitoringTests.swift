import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// The alerts and the dashboard, against Prometheus' own tools and the programs as they run.
struct MonitoringTests {
    /// Whether the programs of Debian's package prometheus are there.
    private static let hasPrometheus: Bool = {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let isComplete = ["promtool", "prometheus"].allSatisfy { name in
            folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
        }
        if !isComplete { print("SKIPPED: alerts and dashboard are not tested: apt-get install prometheus") }
        return isComplete
    }()

    private static func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-prometheus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for part in MonitoringManifests.parts {
            // Any JSON is YAML.
            let rules = try MonitoringManifests.rules(of: part).jsonText
            try rules.write(to: folder.appending(path: "\(part).yaml"), atomically: true, encoding: .utf8)
        }
        try await body(folder)
    }

    @Test(
        "promtool finds the rules right, and every alert fires for what it is meant for, and for nothing else",
        .enabled(if: hasPrometheus, "apt-get install prometheus"),
        .timeLimit(.minutes(10)),
        .onOwnThread
    )
    func alerts() async throws {
        try await Self.inFolder { folder in
            let files = MonitoringManifests.parts.map { folder.appending(path: "\($0).yaml").path }
            let check = try await Command.run("promtool", ["check", "rules", "--lint-fatal"] + files)
            #expect(check.status == 0, "\(check)")
            let tests = folder.appending(path: "tests.yaml")
            try FileManager.default.copyItem(
                at: MonitoringManifests.folder.appending(path: "alerts-test.yaml"),
                to: tests
            )
            let outcome = try await Command.run("promtool", ["test", "rules", tests.path])
            #expect(outcome.status == 0, "\(outcome)")
        }
    }

    @Test("Every alert has a case in which it fires and one in which it is silent")
    func everyAlertIsTested() throws {
        let cases = try MonitoringManifests.alertTests()["tests"]?.array?.flatMap {
            $0["promql_expr_test"]?.array ?? []
        }
        let names = try MonitoringManifests.parts.flatMap(MonitoringManifests.alerts).compactMap { $0["alert"]?.string }
        #expect(names.count == Set(names).count)
        for name in names {
            let own = cases?.filter { $0["expr"]?.string?.contains("\"\(name)\"") == true } ?? []
            #expect(own.contains { $0["exp_samples"]?.array?.isEmpty == true }, "\(name) is never silent")
            #expect(own.contains { $0["exp_samples"]?.array?.isEmpty == false }, "\(name) never fires")
        }
    }

    @Test("Every alert says how bad it is, what happened, and what to do, and is documented")
    func everyAlertSpeaks() throws {
        let page = Fixtures.repository.appending(path: "docs/monitoring.md")
        let documentation = try String(contentsOf: page, encoding: .utf8)
        for rule in try MonitoringManifests.parts.flatMap(MonitoringManifests.alerts) {
            let name = rule["alert"]?.string ?? ""
            #expect(["info", "warning", "critical"].contains(rule["labels"]?["severity"]?.string), "\(name)")
            #expect(rule["annotations"]?["summary"]?.string?.isEmpty == false, "\(name)")
            #expect(documentation.contains("| `\(name)` | \(rule["labels"]?["severity"]?.string ?? "") |"), "\(name)")
            #expect(rule["annotations"]?["description"]?.string?.isEmpty == false, "\(name)")
        }
    }

    @Test(
        "Every metric that an alert or the dashboard asks for is exposed by a program, and every one is documented",
        .timeLimit(.minutes(5))
    )
    func metricsExist() async throws {
        let page = Fixtures.repository.appending(path: "docs/monitoring.md")
        let documentation = try String(contentsOf: page, encoding: .utf8)
        try await MonitoredPrograms.run { programs in
            let exposed = try await programs.metrics(of: "webhook").union(programs.metrics(of: "controller"))
            let undocumented = exposed.filter { name in
                let family = name.replacing(/_(bucket|sum|count)$/, with: "")
                return ![name, family].contains { documentation.contains("`\($0)`") }
            }
            #expect(undocumented.sorted() == [])
            for query in try MonitoringManifests.queries() {
                #expect(!query.metrics.isEmpty, "\(query)")
                #expect(query.metrics.subtracting(exposed).isEmpty, "\(query)")
            }
        }
    }

    @Test(
        "A real Prometheus scrapes both programs, evaluates every alert, and answers every query of the dashboard",
        .enabled(if: hasPrometheus, "apt-get install prometheus"),
        .timeLimit(.minutes(10)),
        .onOwnThread
    )
    func scrape() async throws {
        try await Self.inFolder { folder in
            try await MonitoredPrograms.run { programs in
                try await RunningPrometheus.run(scraping: programs.addresses, in: folder) { prometheus in
                    try await programs.review()
                    try await prometheus.untilScraped()
                    for query in try MonitoringManifests.queries() {
                        let answer = try await prometheus.ask(query.text)
                        #expect(answer["status"] == "success", "\(query): \(answer.jsonText)")
                        let isPanel = query.place.hasPrefix("panel")
                        let count = answer["data"]?["result"]?.array?.count ?? 0
                        #expect(!isPanel || count > 0, "\(query) shows nothing")
                    }
                    let health = try await prometheus.ruleHealth()
                    #expect(health.count == (try MonitoringManifests.parts.flatMap(MonitoringManifests.alerts).count))
                    #expect(health.allSatisfy { $0.value == "ok" }, "\(health)")
                }
            }
        }
    }
}
