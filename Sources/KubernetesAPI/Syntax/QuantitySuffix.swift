/// The factor that a quantity's suffix stands for (k8s.io/apimachinery, pkg/api/resource/suffix.go).
enum QuantitySuffix: Equatable {
    case decimal(exponent: Int32, Quantity.Format)
    case binary(power: UInt64)

    /// Reads a suffix, or returns nil where Kubernetes knows none such.
    init?(_ text: Span<UInt8>) {
        if let suffix = Self.decimals.first(where: { $0.text.utf8.span.isEqual(to: text) }) {
            self = .decimal(exponent: suffix.exponent, .decimalSI)
        } else if let index = Self.binaries.firstIndex(where: { $0.utf8.span.isEqual(to: text) }) {
            self = .binary(power: UInt64(index + 1) * 10)
        } else if let exponent = Self.exponent(text) {
            self = .decimal(exponent: exponent, .decimalExponent)
        } else {
            return nil
        }
    }

    /// The decimal suffix for a power of ten; empty beyond the largest, as the Go library has it.
    static func decimalText(forExponent exponent: Int32) -> String {
        decimals.first { $0.exponent == exponent }?.text ?? ""
    }

    /// The binary suffix for a power of 1024; empty for 0.
    static func binaryText(forPower power: Int) -> String {
        binaries.indices.contains(power - 1) ? binaries[power - 1] : ""
    }

    /// `e3`, `E-6`: 64 bits are read and the lower 32 taken, as Go does.
    private static func exponent(_ text: Span<UInt8>) -> Int32? {
        guard !text.isEmpty, text[0] | 0x20 == UInt8(ascii: "e") else { return nil }
        return Int64(text.extracting(1...).characters).map(Int32.init(truncatingIfNeeded:))
    }

    private static let decimals: [(text: String, exponent: Int32)] = [
        ("", 0), ("m", -3), ("M", 6), ("G", 9), ("k", 3), ("T", 12), ("P", 15), ("E", 18), ("u", -6), ("n", -9),
    ]

    /// From 2^10 in steps of 1024.
    private static let binaries = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
}
