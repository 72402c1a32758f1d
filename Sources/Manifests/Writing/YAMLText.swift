package import KubernetesAPI

extension JSONValue {
    /// The value as a YAML document for people, in the block style that kubectl prints.
    ///
    /// A text of several lines is a literal block; any other stands plain where no reader of YAML could take it for
    /// something else, and in double quotes elsewhere. Ends with a newline.
    package var yamlText: String {
        var writer = YAMLWriter()
        writer.document(self)
        return writer.text
    }
}

private struct YAMLWriter {
    private(set) var text = ""

    mutating func document(_ value: JSONValue) {
        if value.isBlock { block(value, indentation: "") } else { text += "\(inline(value))\n" }
    }

    /// The lines of an object or list that is not empty.
    private mutating func block(_ value: JSONValue, indentation: String) {
        switch value {
        case .object(let object):
            for (index, member) in object.members.enumerated() {
                // The first line of an element stands behind its dash.
                if index > 0 || !text.hasSuffix("- ") { text += indentation }
                text += "\(scalar(member.name)):"
                content(member.value, indentation: indentation)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if index > 0 || !text.hasSuffix("- ") { text += indentation }
                guard element.isBlock else {
                    text += "-"
                    content(element, indentation: indentation)
                    continue
                }
                text += "- "
                block(element, indentation: indentation + "  ")
            }
        default: break
        }
    }

    /// What follows a key or a dash, to the end of the line and the lines below.
    private mutating func content(_ value: JSONValue, indentation: String) {
        switch value {
        case .object where value.isBlock:
            text += "\n"
            block(value, indentation: indentation + "  ")
        case .array where value.isBlock:
            text += "\n"
            block(value, indentation: indentation)
        case .string(let string) where string.isLiteralBlock: literal(string, indentation: indentation + "  ")
        default: text += " \(inline(value))\n"
        }
    }

    /// A literal block (YAML 1.2.2, section 8.1.2): `|-` where the text does not end with a line break.
    private mutating func literal(_ string: String, indentation: String) {
        text += string.hasSuffix("\n") ? " |\n" : " |-\n"
        for line in string.withoutLastLineBreak.split(separator: "\n", omittingEmptySubsequences: false) {
            text += line.isEmpty ? "\n" : "\(indentation)\(line)\n"
        }
    }

    private func inline(_ value: JSONValue) -> String {
        if case .string(let string) = value { scalar(string) } else { value.jsonText }
    }

    private func scalar(_ string: String) -> String { string.yamlScalar }
}

extension JSONValue {
    /// True if the value has lines of its own.
    fileprivate var isBlock: Bool {
        switch self {
        case .object(let object): !object.isEmpty
        case .array(let elements): !elements.isEmpty
        default: false
        }
    }
}

extension String {
    /// The text as a scalar on one line: plain if every reader takes that for the text, else in double quotes.
    ///
    /// Go's escapes are YAML's, too (YAML 1.2.2, section 5.7).
    var yamlScalar: String { isPlain ? self : goQuoted }

    /// Words that some reader of YAML takes for a boolean or null (YAML 1.1, `bool` and `null`).
    private static let words: Set<String> = ["y", "yes", "n", "no", "on", "off", "true", "false", "null"]

    /// True if the text is one word that begins with a letter, of characters that mean nothing in YAML.
    fileprivate var isPlain: Bool {
        guard let first = utf8.first, first.isLetter, !Self.words.contains(lowercased()) else { return false }
        return utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_./".utf8.contains($0) }
    }

    /// True if a literal block holds the text as it is: several lines, the first of which could not be taken for the
    /// block's indentation, printable characters, and at most one line break at the end.
    fileprivate var isLiteralBlock: Bool {
        guard contains("\n"), !hasSuffix("\n\n"), let first = unicodeScalars.first,
            !" \t\n".unicodeScalars.contains(first)
        else { return false }
        return unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || (" "..."~").contains($0) }
    }

    fileprivate var withoutLastLineBreak: Substring { hasSuffix("\n") ? dropLast() : self[...] }
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }

    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
