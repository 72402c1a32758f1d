/// What a `TYPE` line may say; the other types of the format are not used here.
package enum MetricKind: String, Sendable {
    case counter
    case gauge
    case histogram
}

/// The constant part of a family of metrics.
///
/// Names are written in the code, so a name against the rules of the format is a mistake of the programmer.
struct MetricDescription: Sendable {
    let name: String
    let help: String
    let labelNames: [String]

    /// Describes a family.
    ///
    /// - Precondition: ``problem(name:help:labelNames:kind:)`` finds none.
    init(name: String, help: String, labelNames: [String], kind: MetricKind) {
        if let problem = Self.problem(name: name, help: help, labelNames: labelNames, kind: kind) {
            preconditionFailure(problem)
        }
        self.name = name
        self.help = help
        self.labelNames = labelNames
    }

    /// What is wrong by the data model of Prometheus, or by what `promtool check metrics` asks beyond it.
    static func problem(name: String, help: String, labelNames: [String], kind: MetricKind) -> String? {
        guard isName(name) else { return "\(name) is not a metric name" }
        guard name.hasSuffix("_total") == (kind == .counter) else {
            return "\(name): counters, and only they, end in _total"
        }
        guard !help.isEmpty else { return "\(name) has no help" }
        for label in labelNames where !isName(label) || label.hasPrefix("__") || label == "le" {
            return "\(label) is not a label name"
        }
        guard Set(labelNames).count == labelNames.count else { return "\(name) has a label twice" }
        return nil
    }

    /// A number of values that is not the number of names is a mistake of the programmer.
    func checkCount(of values: [String]) {
        precondition(
            values.count == labelNames.count,
            "\(name) has \(labelNames.count) labels, not \(values.count)"
        )
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { byte in
            isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
