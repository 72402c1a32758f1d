/// The shortest decimal that denotes a floating-point number, ready to be laid out.
///
/// Kubernetes' programs are written in Go, and what kubectl sends and prints is laid out by Go's `strconv.FormatFloat`;
/// this is the one place that knows those layouts.
package struct ShortestDecimal: Equatable, Sendable {
    private let isNegative: Bool
    /// The digits without leading or trailing zeros; none for zero.
    private let digits: [UInt8]
    /// Where the point stands, counted from before the first digit.
    private let point: Int

    /// The decimal of a number; nil for infinities and for what is not a number.
    package init?(_ value: some BinaryFloatingPoint & LosslessStringConvertible) {
        guard value.isFinite else { return nil }
        let halves = value.magnitude.description.utf8.split(separator: UInt8(ascii: "e"), maxSplits: 1)
        guard let mantissa = halves.first else { return nil }
        let exponent = halves.count == 2 ? Int(String(Substring(halves[1]))) ?? 0 : 0
        let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
        let all = mantissa.filter { $0 != UInt8(ascii: ".") }
        let zero = UInt8(ascii: "0")
        let leading = all.prefix { $0 == zero }.count
        isNegative = value.sign == .minus
        digits = Array(all[leading...].reversed().drop { $0 == zero }.reversed())
        point = digits.isEmpty ? 0 : whole.count - leading + exponent
    }

    /// As `encoding/json` writes it: an exponent below 1e-6 and from 1e21 on.
    package var jsonText: String {
        guard !digits.isEmpty, point < -5 || point > 21 else { return positional }
        return scientific(exponentWidth: 1)
    }

    /// As `fmt` prints it for `%v`: an exponent below 1e-4 and from 1e6 on.
    package var generalText: String {
        guard !digits.isEmpty, point < -3 || point > 6 else { return positional }
        return scientific(exponentWidth: 2)
    }

    private var sign: String { isNegative ? "-" : "" }

    private var positional: String {
        let text = String(decoding: digits, as: UTF8.self)
        guard point > 0 else {
            return digits.isEmpty ? "\(sign)0" : "\(sign)0.\(String(repeating: "0", count: -point))\(text)"
        }
        guard point < digits.count else {
            return sign + text + String(repeating: "0", count: point - digits.count)
        }
        return "\(sign)\(text.prefix(point)).\(text.dropFirst(point))"
    }

    private func scientific(exponentWidth: Int) -> String {
        let text = String(decoding: digits, as: UTF8.self)
        let fraction = text.count > 1 ? ".\(text.dropFirst())" : ""
        let exponent = String(abs(point - 1))
        let padding = String(repeating: "0", count: max(0, exponentWidth - exponent.count))
        return "\(sign)\(text.prefix(1))\(fraction)e\(point > 0 ? "+" : "-")\(padding)\(exponent)"
    }
}
