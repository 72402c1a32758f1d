import Foundation
import KubernetesAPI
import TestSupport

/// A Prometheus that scrapes programs of this machine and evaluates the rules of a folder.
struct RunningPrometheus {
    private let service: Service
    private let url: String
    private let targets: Int

    /// Runs a test beside it; it is ended afterwards whatever comes of the test.
    ///
    /// - Parameters:
    ///   - addresses: host and port of what to scrape, by part.
    ///   - folder: holds the rules, as `PART.yaml`, and gets everything that Prometheus writes.
    ///   - body: the test.
    /// - Throws: what the test throws, and what makes the start impossible.
    static func run(
        scraping addresses: [String: String],
        in folder: URL,
        _ body: (RunningPrometheus) async throws -> Void
    ) async throws {
        let configuration = folder.appending(path: "prometheus.yaml")
        try Self.configuration(addresses).write(to: configuration, atomically: true, encoding: .utf8)
        let port = try FreePorts.take(1)[0]
        let service = try await Service(
            URL(filePath: "/usr/bin/env"),
            [
                "prometheus", "--config.file=\(configuration.path)", "--web.listen-address=127.0.0.1:\(port)",
                "--storage.tsdb.path=\(folder.appending(path: "data").path)",
            ],
            in: folder
        )
        let prometheus = RunningPrometheus(
            service: service,
            url: "http://127.0.0.1:\(port)",
            targets: addresses.count
        )
        do {
            try await body(prometheus)
            await service.kill()
        } catch {
            await service.kill()
            throw error
        }
    }

    /// As the Prometheus operator makes it of the pod monitors, with more haste.
    private static func configuration(_ addresses: [String: String]) -> String {
        let scrapes = addresses.sorted { $0.key < $1.key }.map { part, address -> JSONValue in
            let labels: JSONValue = ["namespace": "kopia-maintenance-system", "pod": .string("\(part)-0")]
            return [
                "job_name": .string(part), "static_configs": [["targets": [.string(address)], "labels": labels]],
            ]
        }
        let configuration: JSONValue = [
            "global": ["scrape_interval": "1s", "evaluation_interval": "1s"],
            "rule_files": .array(addresses.keys.sorted().map { .string("\($0).yaml") }),
            "scrape_configs": .array(scrapes),
        ]
        return configuration.jsonText
    }

    /// Waits until every target has been scraped twice, so that rates are there.
    func untilScraped() async throws {
        try await service.wait {
            let answer = try? await ask("count(count_over_time(up[1m]) > 2) == \(targets) and on () min(up) == 1")
            return answer?["data"]?["result"]?.array?.isEmpty == false
        }
    }

    /// The answer of the API to a query, at this moment.
    func ask(_ query: String) async throws -> JSONValue {
        try await get("query", ["--get", "--data-urlencode", "query=\(query)"])
    }

    /// Whether each rule could be evaluated, by name.
    func ruleHealth() async throws -> [String: String] {
        var health: [String: String] = [:]
        try await service.wait {
            let groups = try await get("rules", [])["data"]?["groups"]?.array ?? []
            let rules = groups.flatMap { $0["rules"]?.array ?? [] }
            let pairs = rules.map { ($0["name"]?.string ?? "", $0["health"]?.string ?? "") }
            health = Dictionary(pairs, uniquingKeysWith: { $1 })
            return !health.isEmpty && !health.values.contains("unknown")
        }
        return health
    }

    private func get(_ page: String, _ arguments: [String]) async throws -> JSONValue {
        let text = try await Command.output("curl", ["-sS", "\(url)/api/v1/\(page)"] + arguments)
        return try JSONParser.parse(text.utf8)
    }
}
