import Testing

@testable import Telemetry

@Suite("A family of metrics")
struct MetricFamilyTests {
    private func lines(_ registry: MetricsRegistry) -> [String] {
        String(decoding: registry.exposition(), as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }

    @Test("gives the same child for the same values")
    func keepsChildren() {
        let family = MetricsRegistry().counters("x_total", help: "X.", labels: ["a", "b"])
        #expect(family.child("1", "2") === family.child("1", "2"))
        #expect(family.child("1", "2") !== family.child("2", "1"))
        #expect(family.child(["1", "2"]) === family.child("1", "2"))
    }

    @Test("does not confuse values that look alike when joined")
    func separatesValues() {
        let registry = MetricsRegistry()
        let family = registry.counters("x_total", help: "X.", labels: ["a", "b"])
        family.child("1,b=2", "").increment()
        family.child("1", "b=2,").increment()
        #expect(lines(registry).count == 2)
    }

    @Test("forgets a series whose object has gone, and starts anew when it comes back")
    func removes() {
        let registry = MetricsRegistry()
        let family = registry.counters("x_total", help: "X.", labels: ["name"])
        let kept = family.child("a")
        kept.increment()
        family.child("b").increment()
        family.remove("a")
        kept.increment()
        #expect(lines(registry) == ["x_total{name=\"b\"} 1"])
        family.child("a").increment()
        #expect(lines(registry) == ["x_total{name=\"a\"} 1", "x_total{name=\"b\"} 1"])
        family.remove("nobody")
    }

    @Test("forgets every series of an object, and its header with the last")
    func removesByLabel() {
        let registry = MetricsRegistry()
        let family = registry.gauges("x", help: "X.", labels: ["namespace", "name", "kind"])
        for kind in ["k1", "k2"] {
            family.child("ns", "gone", kind).set(1)
            family.child("ns", "there", kind).set(1)
        }
        family.removeAll { $0["name"] == "gone" && $0["namespace"] == "ns" }
        #expect(lines(registry).count == 2)
        family.removeAll { _ in true }
        #expect(registry.exposition() == [])
    }

    @Test("counts every increment of many threads while it is read and changed")
    func isThreadSafe() async {
        let registry = MetricsRegistry()
        let family = registry.counters("x_total", help: "X.", labels: ["thread"])
        let gauge = registry.gauge("g", help: "G.")
        let histogram = registry.histogram("h", help: "H.", bounds: [1, 2])
        let tasks = 8
        let rounds = 5_000
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    let own = family.child("\(task)")
                    let shared = family.child("shared")
                    for round in 0..<rounds {
                        own.increment()
                        shared.increment()
                        gauge.add(round.isMultiple(of: 2) ? 1 : -0.5)
                        histogram.observe(Double(round % 3) + 0.5)
                    }
                }
            }
            group.addTask {
                for _ in 0..<50 {
                    _ = registry.exposition()
                    family.child("passing").increment()
                    family.remove("passing")
                }
            }
        }
        #expect(family.child("shared").value == UInt64(tasks * rounds))
        #expect((0..<tasks).allSatisfy { family.child("\($0)").value == UInt64(rounds) })
        #expect(gauge.value == Double(tasks * rounds) / 4)
        #expect(lines(registry).contains("h_count \(tasks * rounds)"))
    }

    @Test("a histogram puts a value into the first bucket whose bound it does not exceed")
    func fillsBuckets() {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("h", help: "H.", bounds: [0, 1])
        for value in [-1, 0, 0.1, 1, 1.1, .infinity, .nan] as [Double] { histogram.observe(value) }
        histogram.observe(.milliseconds(500))
        #expect(
            lines(registry) == [
                "h_bucket{le=\"0\"} 2", "h_bucket{le=\"1\"} 5", "h_bucket{le=\"+Inf\"} 7", "h_sum +Inf", "h_count 7",
            ]
        )
    }

    @Test("latency bounds cover fifty microseconds to the longest time-out")
    func boundsLatency() {
        #expect(Histogram.latencyBounds.first == 0.000_05)
        #expect(Histogram.latencyBounds.last == 5)
    }
}
