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
        append("# HELP \(description.name) \(Self.escapedHelp(description.help))\n")
        append("# TYPE \(description.name) \(kind.rawValue)\n")
    }

    /// Writes one sample.
    ///
    /// - Parameters:
    ///   - name: the name of the series.
    ///   - labels: what stands between the braces; none when empty.
    ///   - value: the number as the format writes it.
    mutating func appendSample(_ name: String, labels: String, value: String) {
        append(labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n")
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

    /// A label value without what would end it: backslash, quotation mark, line feed.
    static func escapedLabelValue(_ value: String) -> String {
        escaped(value, alsoQuotationMark: true)
    }

    private static func escapedHelp(_ help: String) -> String {
        escaped(help, alsoQuotationMark: false)
    }

    private static func escaped(_ text: String, alsoQuotationMark: Bool) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\"" where alsoQuotationMark: result.append(contentsOf: "\\\"".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}
