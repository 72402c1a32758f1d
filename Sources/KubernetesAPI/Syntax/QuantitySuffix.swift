/// The factor that a quantity's suffix stands for (k8s.io/apimachinery, pkg/api/resource/suffix.go).
enum QuantitySuffix: Equatable {
    case decimal(exponent: Int32, Quantity.Format)
    case binary(power: UInt64)

    /// The letters of the powers of a thousand from 10^-9 on; the one of 10^0 is not written.
    private static let decimals = "num kMGTPE"
    private static let leastExponent = -9

    /// The letters of the powers of 1024 from the first on, each before an `i`.
    private static let binaries = "KMGTPE"

    /// Reads a suffix, or returns nil where Kubernetes knows none such.
    init?(_ text: Span<UInt8>) {
        switch text.count {
        case 0: self = .decimal(exponent: 0, .decimalSI)
        case 1:
            guard text[0] != UInt8(ascii: " "), let index = Self.index(of: text[0], in: Self.decimals) else {
                return nil
            }
            self = .decimal(exponent: Int32(Self.leastExponent + 3 * index), .decimalSI)
        case 2 where text[1] == UInt8(ascii: "i"):
            guard let index = Self.index(of: text[0], in: Self.binaries) else { return nil }
            self = .binary(power: UInt64(index + 1) * 10)
        default:
            guard let exponent = Self.exponent(text) else { return nil }
            self = .decimal(exponent: exponent, .decimalExponent)
        }
    }

    private static func index(of letter: UInt8, in letters: String) -> Int? {
        var index = 0
        for each in letters.utf8 {
            if each == letter { return index }
            index += 1
        }
        return nil
    }

    /// The decimal suffix for a power of ten; empty beyond the largest, as the Go library has it.
    static func decimalText(forExponent exponent: Int32) -> String {
        let (index, rest) = (Int(exponent) - leastExponent).quotientAndRemainder(dividingBy: 3)
        return exponent == 0 || rest != 0 ? "" : letter(index, of: decimals)
    }

    /// The binary suffix for a power of 1024; empty for 0.
    static func binaryText(forPower power: Int) -> String {
        let letter = letter(power - 1, of: binaries)
        return letter.isEmpty ? "" : "\(letter)i"
    }

    private static func letter(_ index: Int, of letters: String) -> String {
        index < 0 ? "" : String(letters.dropFirst(index).prefix(1))
    }

    /// `e3`, `E-6`: 64 bits are read and the lower 32 taken, as Go does.
    private static func exponent(_ text: Span<UInt8>) -> Int32? {
        guard !text.isEmpty, text[0] | 0x20 == UInt8(ascii: "e") else { return nil }
        return Int64(text.extracting(1...).characters).map(Int32.init(truncatingIfNeeded:))
    }
}
