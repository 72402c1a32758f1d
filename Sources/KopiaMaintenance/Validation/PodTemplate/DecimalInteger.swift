/// A whole number as a toleration compares it (`IsDecimalInteger` in `apimachinery/pkg/api/validate/content`).
enum DecimalInteger {
    /// What is wrong with it, in the API server's words where it has some for people.
    static func problems(of text: String) -> [String] {
        if text.isEmpty { return ["must be non-empty"] }
        if text != "0", !isCanonical(text) { return ["must be a valid decimal integer in canonical form"] }
        return Int64(text) == nil ? ["must be between \(Int64.min) and \(Int64.max)"] : []
    }

    /// True for digits without a zero in front, and perhaps a minus.
    private static func isCanonical(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = digits.first, first != UInt8(ascii: "0") else { return false }
        return digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
