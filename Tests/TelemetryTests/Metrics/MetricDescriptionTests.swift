import Testing

@testable import Telemetry

@Suite("The description of a metric")
struct MetricDescriptionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name = "x_seconds"
        var help = "X."
        var labels: [String] = []
        var kind = MetricKind.gauge
        var problem: String?

        var testDescription: String { problem ?? "\(name) \(labels)" }
    }

    static let cases = [
        Case(),
        Case(name: "x9_total", labels: ["a", "b_2", "_c"], kind: .counter),
        Case(name: "_x", kind: .histogram),
        Case(name: "", problem: " is not a metric name"),
        Case(name: "1st", problem: "1st is not a metric name"),
        Case(name: "camelCase", problem: "camelCase is not a metric name"),
        Case(name: "a-b", problem: "a-b is not a metric name"),
        Case(name: "ä", problem: "ä is not a metric name"),
        Case(name: "x", kind: .counter, problem: "x: counters, and only they, end in _total"),
        Case(name: "x_total", problem: "x_total: counters, and only they, end in _total"),
        Case(help: "", problem: "x_seconds has no help"),
        Case(labels: ["le"], problem: "le is not a label name"),
        Case(labels: ["__name"], problem: "__name is not a label name"),
        Case(labels: ["a b"], problem: "a b is not a label name"),
        Case(labels: ["a", "b", "a"], problem: "x_seconds has a label twice"),
    ]

    @Test("keeps the rules of the format, or says which one it breaks", arguments: cases)
    func checks(_ example: Case) {
        let problem = MetricDescription.problem(
            name: example.name,
            help: example.help,
            labelNames: example.labels,
            kind: example.kind
        )
        #expect(problem == example.problem)
    }
}
