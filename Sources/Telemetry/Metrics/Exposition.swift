/// Metrics in the text format of Prometheus, version 0.0.4.
package struct Exposition {
    /// The value of `Content-Type` for the format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text so far.
    private(set) var bytes: [UInt8] = []

    /// An empty text that has room for that many bytes.
    init(expecting size: Int = 0) { bytes.reserveCapacity(size) }

    /// Begins a family.
    mutating func appendHeader(_ description: MetricDescription, kind: MetricKind) {
        append("# HELP \(description.name) ")
        appendEscaped(description.help, alsoQuotationMark: false)
        append("\n# TYPE \(description.name) \(kind.rawValue)\n")
    }

    /// Writes one sample.
    ///
    /// - Parameters:
    ///   - name: the name of the family.
    ///   - suffix: what the name of the series has beyond that.
    ///   - labels: what stands between the braces; none when empty.
    ///   - last: one more label behind them.
    ///   - value: the number as the format writes it.
    mutating func appendSample(
        _ name: String,
        _ suffix: String = "",
        labels: String,
        and last: String = "",
        value: String
    ) {
        append(name)
        append(suffix)
        if !labels.isEmpty || !last.isEmpty {
            append("{")
            append(labels)
            if !labels.isEmpty && !last.isEmpty { append(",") }
            append(last)
            append("}")
        }
        append(" ")
        append(value)
        append("\n")
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
