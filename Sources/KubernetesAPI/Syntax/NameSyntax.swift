/// The rules for names, labels and keys, each with the texts that the API server answers.
///
/// Every rule returns what is wrong, in the API server's words, or nothing. Sources: k8s.io/apimachinery,
/// pkg/util/validation and pkg/api/validate/content, release 1.36. Lengths count bytes, whatever the text says.
package enum NameSyntax {
    /// The longest DNS label (RFC 1123), label value and name part of a label key.
    package static let labelMaxLength = 63
    /// The longest DNS subdomain (RFC 1123), and with it the name of most objects.
    package static let subdomainMaxLength = 253
}

extension NameSyntax {
    static func tooLong(_ limit: Int, unit: LengthUnit = .characters) -> String {
        "must be no more than \(limit) \(unit.rawValue)"
    }

    /// How the API server calls the bytes that it counts: its older functions say characters.
    enum LengthUnit: String {
        case characters
        case bytes
    }

    static func mismatch(_ rule: String, pattern: String, examples: [String]) -> String {
        let quotedExamples = examples.map { "'\($0)'" }.joined(separator: ",  or ")
        return "\(rule) (e.g. \(quotedExamples), regex used for validation is '\(pattern)')"
    }

    /// Whether the text is not empty, has only these bytes, and begins and ends with some of `ends`.
    static func matches(
        _ text: some BidirectionalCollection<UInt8>,
        inside: (UInt8) -> Bool,
        ends: (UInt8) -> Bool
    ) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return ends(first) && ends(last) && text.allSatisfy(inside)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    static func isLowercaseLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { isLowercaseLetter(byte | 0x20) }

    static func isLowercaseAlphanumeric(_ byte: UInt8) -> Bool { isLowercaseLetter(byte) || isDigit(byte) }

    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    /// Letters, digits, hyphen, underscore and dot: what label keys, label values and ConfigMap keys are made of.
    static func isKeyCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
}
