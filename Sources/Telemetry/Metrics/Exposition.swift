/// Metrics in the text format of Prometheus, version 0.0.4.
package struct Exposition {
    /// The value of `Content-Type` for the format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text so far.
    private(set) var bytes: [UInt8] = []
    /// The name of the family whose samples are written.
    private var family: [UInt8] = []

    /// An empty text that has room for that many bytes.
    init(expecting size: Int = 0) { bytes.reserveCapacity(size) }

    /// Begins a family, or goes on with one whose beginning stands in another text.
    mutating func begin(_ lines: MetricLines, isNew: Bool) {
        let description = lines.description
        family = Array(description.name.utf8)
        guard isNew else { return }
        append("# HELP \(description.name) ")
        appendEscaped(description.help, alsoQuotationMark: false)
        append("\n# TYPE \(description.name) \(lines.kind.rawValue)\n")
    }

    /// Writes a sample of the family.
    ///
    /// - Parameters:
    ///   - labels: its labels.
    ///   - more: those behind them.
    ///   - value: its value.
    package mutating func appendSample(_ labels: MetricLabels, and more: MetricLabels = .none, _ value: Double) {
        appendName("", labels, more)
        append(value)
    }

    /// Writes a sample of the family, a number of things.
    mutating func appendSample(_ labels: MetricLabels, count: UInt64) {
        appendName("", labels)
        append(count)
    }

    /// Writes the samples of a histogram: the buckets, each with those below it, then sum and count.
    ///
    /// - Parameters:
    ///   - labels: its labels.
    ///   - more: those behind them.
    ///   - bounds: the bounds of its buckets.
    ///   - sum: the sum of what it counted.
    ///   - count: how much a bucket of that number counted, of its own range only.
    mutating func appendHistogram(
        _ labels: MetricLabels,
        and more: MetricLabels = .none,
        _ bounds: Histogram.Bounds,
        sum: Double,
        count: (Int) -> UInt64
    ) {
        var total: UInt64 = 0
        for (number, bound) in bounds.labels.enumerated() {
            total += count(number)
            appendName("_bucket", labels, more, bound)
            append(total)
        }
        appendName("_sum", labels, more)
        append(sum)
        // Of the same readings as the last bucket, so that the two agree however much is observed meanwhile.
        appendName("_count", labels, more)
        append(total)
    }

    /// Begins a sample.
    private mutating func appendName(
        _ suffix: String,
        _ labels: MetricLabels,
        _ more: MetricLabels = .none,
        _ last: MetricLabels = .none
    ) {
        bytes += family
        if !suffix.isEmpty { append(suffix) }
        var mark = UInt8(ascii: "{")
        append(labels, after: &mark)
        append(more, after: &mark)
        append(last, after: &mark)
        if mark == UInt8(ascii: ",") { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: " "))
    }

    /// Ends a sample with its value.
    private mutating func append(_ value: Double) {
        // Most are zero: what has not happened yet.
        if value == 0 { bytes.append(UInt8(ascii: "0")) } else { append(Self.text(value)) }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Ends a sample with a number of things.
    private mutating func append(_ count: UInt64) {
        if count == 0 { bytes.append(UInt8(ascii: "0")) } else { append(String(count)) }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Writes labels, if there are any, after what separates them from what is before.
    private mutating func append(_ labels: MetricLabels, after mark: inout UInt8) {
        guard !labels.bytes.isEmpty else { return }
        bytes.append(mark)
        bytes += labels.bytes
        mark = UInt8(ascii: ",")
    }

    /// Writes what stands between the braces.
    mutating func appendLabels(_ names: [String], _ values: [String]) {
        for (number, (name, value)) in zip(names, values).enumerated() {
            if number > 0 { append(",") }
            append(name)
            append("=\"")
            appendEscaped(value, alsoQuotationMark: true)
            append("\"")
        }
    }

    /// A number as the format writes it: whole ones without a fraction.
    static func text(_ value: Double) -> String {
        switch value {
        case .infinity: "+Inf"
        case -.infinity: "-Inf"
        case let value where value.isNaN: "NaN"
        // Up to 2^53 every whole number is exact.
        case let value where value == value.rounded() && value.magnitude < 0x1p53: String(Int64(value))
        default: String(value)
        }
    }

    /// Writes a text without what would end it: backslash, line feed, and in a label's value the quotation mark.
    private mutating func appendEscaped(_ text: String, alsoQuotationMark: Bool) {
        func isSpecial(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\"") && alsoQuotationMark
        }
        // Hardly any text has one of these.
        guard text.utf8.contains(where: isSpecial) else { return append(text) }
        for byte in text.utf8 {
            if isSpecial(byte) { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte)
        }
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}
