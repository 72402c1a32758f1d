import Testing

@testable import Telemetry

@Suite("The exposition of metrics")
struct ExpositionTests {
    private func text(_ registry: MetricsRegistry) -> String {
        String(decoding: registry.exposition(), as: UTF8.self)
    }

    @Test("is what Prometheus reads, families by name and series by labels")
    func isGolden() {
        let registry = MetricsRegistry()
        let requests = registry.counters(
            "webhook_requests_total",
            help: "Reviews answered.",
            labels: ["operation", "verdict"]
        )
        requests.child("UPDATE", "denied").increment()
        requests.child("CREATE", "allowed").increment(by: 41)
        requests.child("CREATE", "allowed").increment()
        let latency = registry.histograms(
            "webhook_request_duration_seconds",
            help: "Time to answer a review.",
            labels: ["operation"],
            bounds: [0.001, 0.5, 1]
        )
        for value in [0.0005, 0.001, 0.0011, 0.75, 2, 3] { latency.child("CREATE").observe(value) }
        registry.gauge("connections", help: "Connections that are open.").set(2.5)
        registry.observe(.gauge, "certificate_expiry_seconds", help: "When it ends.") { 1_795_438_970 }
        registry.observe(.gauge, "absent", help: "Nothing to read.") { nil }
        _ = registry.counters("empty_total", help: "No series yet.", labels: ["x"])
        let expected = """
            # HELP certificate_expiry_seconds When it ends.
            # TYPE certificate_expiry_seconds gauge
            certificate_expiry_seconds 1795438970
            # HELP connections Connections that are open.
            # TYPE connections gauge
            connections 2.5
            # HELP webhook_request_duration_seconds Time to answer a review.
            # TYPE webhook_request_duration_seconds histogram
            webhook_request_duration_seconds_bucket{operation="CREATE",le="0.001"} 2
            webhook_request_duration_seconds_bucket{operation="CREATE",le="0.5"} 3
            webhook_request_duration_seconds_bucket{operation="CREATE",le="1"} 4
            webhook_request_duration_seconds_bucket{operation="CREATE",le="+Inf"} 6
            webhook_request_duration_seconds_sum{operation="CREATE"} 5.7526
            webhook_request_duration_seconds_count{operation="CREATE"} 6
            # HELP webhook_requests_total Reviews answered.
            # TYPE webhook_requests_total counter
            webhook_requests_total{operation="CREATE",verdict="allowed"} 42
            webhook_requests_total{operation="UPDATE",verdict="denied"} 1

            """
        #expect(text(registry) == expected)
    }

    @Test("of thousands of series comes in pieces that make the same text, whatever is registered meanwhile")
    func pieces() {
        let registry = MetricsRegistry()
        let gauges = registry.gauges("gauge", help: "Many.", labels: ["name"])
        for number in 0..<5000 { gauges.child("object-\(number)").set(Double(number)) }
        registry.observe(.counter, "observed_total", help: "As many.", labels: ["name"]) {
            Array(0..<5000)
        } write: {
            $1.appendSample(MetricLabels(["name"], ["object-\($0)"]), 1)
        }
        let whole = registry.exposition()
        let stream = registry.expositionStream()
        var text: [UInt8] = []
        var sizes: [Int] = []
        while true {
            let piece = stream.next()
            if piece.isEmpty { break }
            text += piece
            sizes.append(piece.count)
            gauges.child("late-\(sizes.count)").set(1)
        }
        #expect(text == whole)
        #expect(sizes.count > 3)
        #expect(sizes.allSatisfy { $0 < 80 << 10 })
        #expect(stream.next().isEmpty)
    }

    @Test("escapes help and label values")
    func escapes() {
        let registry = MetricsRegistry()
        registry.gauges("g", help: "a\\b\n\"c\"", labels: ["l"]).child("x\\\"\n\r ü").set(1)
        #expect(
            text(registry) == "# HELP g a\\\\b\\n\"c\"\n# TYPE g gauge\ng{l=\"x\\\\\\\"\\n\r ü\"} 1\n"
        )
    }

    @Test(
        "writes numbers",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-7, "-7"), (0.25, "0.25"), (1e-7, "1e-07"),
            (9_007_199_254_740_991, "9007199254740991"), (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (.nan, "NaN"),
        ] as [(Double, String)]
    )
    func writesNumbers(_ value: Double, _ text: String) {
        #expect(Exposition.text(value) == text)
    }

    @Test("has what is told of many things, in the order in which they come")
    func readsMany() {
        let registry = MetricsRegistry()
        registry.observe(.gauge, "expiry", help: "By name.", labels: ["name", "kind"]) {
            ["b", "a"]
        } write: { name, exposition in
            let labels = MetricLabels(["name"], [name])
            exposition.appendSample(labels, name == "a" ? 1 : 2)
            exposition.appendSample(labels, and: MetricLabels(["kind"], ["\"x\""]), 3)
        }
        let lines = text(registry).split(separator: "\n").dropFirst(2)
        #expect(
            lines == [
                #"expiry{name="b"} 2"#, #"expiry{name="b",kind="\"x\""} 3"#, #"expiry{name="a"} 1"#,
                #"expiry{name="a",kind="\"x\""} 3"#,
            ]
        )
    }

    @Test("of a histogram that is a value is that of one that is shared")
    func valueHistogram() {
        let registry = MetricsRegistry()
        let bounds = Histogram.Bounds([1, 10])
        let shared = registry.histograms("a_seconds", help: "Shared.", labels: ["name"], bounds: [1, 10]).child("x")
        var counts = HistogramCounts()
        let labels = MetricLabels(["name"], ["x"])
        func value() -> String {
            var exposition = Exposition()
            let description = MetricDescription(
                name: "a_seconds",
                help: "Shared.",
                labelNames: ["name"],
                kind: .histogram
            )
            let lines = MetricLines(description: description, kind: .histogram, count: 1) { _, _ in }
            exposition.begin(lines, isNew: true)
            counts.appendSamples(to: &exposition, labels: labels, and: .none, in: bounds)
            return String(decoding: exposition.bytes, as: UTF8.self)
        }
        #expect(value() == text(registry))
        for observed in [0, 1, 1.5, 10, 11, .nan, .infinity] {
            shared.observe(observed)
            counts.observe(observed, in: bounds)
            #expect(value() == text(registry))
        }
    }

    @Test("of nothing is empty")
    func isEmpty() {
        #expect(MetricsRegistry().exposition() == [])
    }
}
