extension NameSyntax {
    /// A DNS-1123 subdomain: the name of a Secret, ConfigMap, claim, ServiceAccount, StorageClass and most objects
    /// (IsDNS1123Subdomain).
    package static func dns1123Subdomain(_ value: String) -> [String] {
        problems(ofSubdomain: value.utf8.span).texts
    }

    /// The same, of the bytes of a name.
    package static func problems(ofSubdomain value: Span<UInt8>) -> NameProblems {
        var problems: NameProblems = []
        problems.insert(.subdomainIsTooLong, if: value.count > subdomainMaxLength)
        problems.insert(.isNoSubdomain, if: !isSubdomain(value))
        return problems
    }

    /// A DNS-1123 label: the name of a namespace, container or volume (IsDNS1123Label).
    package static func dns1123Label(_ value: String) -> [String] {
        problems(ofLabel: value.utf8.span).texts
    }

    /// The same, of the bytes of a name.
    package static func problems(ofLabel value: Span<UInt8>) -> NameProblems {
        var problems: NameProblems = []
        problems.insert(.labelIsTooLong, if: value.count > labelMaxLength)
        if isSubdomain(value) {
            // A subdomain that is no label has a dot.
            problems.insert(.labelHasDots, if: value.firstIndex(of: UInt8(ascii: ".")) != nil)
        } else {
            problems.insert(.isNoLabel)
        }
        return problems
    }

    /// A DNS-1035 label: the name of a Service (IsDNS1035Label).
    package static func dns1035Label(_ value: String) -> [String] {
        var problems: [String] = []
        if value.utf8.count > labelMaxLength { problems.append(tooLong(labelMaxLength)) }
        if !isLabel(value.utf8) || !isLowercaseLetter(value.utf8.first ?? 0) {
            problems.append(mismatch(label1035Rule, pattern: label1035Pattern, examples: ["my-name", "abc-123"]))
        }
        return problems
    }

    static func isSubdomain(_ bytes: Span<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        var previous = dot
        for index in bytes.indices {
            let byte = bytes[index]
            // A label begins after a dot and ends before one, each time with a letter or a digit.
            let isAllowed =
                byte == dot
                ? isLowercaseAlphanumeric(previous)
                : previous == dot ? isLowercaseAlphanumeric(byte) : isLabelCharacter(byte)
            guard isAllowed else { return false }
            previous = byte
        }
        return isLowercaseAlphanumeric(previous)
    }

    private static func isLabel(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        matches(bytes, inside: isLabelCharacter, ends: isLowercaseAlphanumeric)
    }

    private static func isLabelCharacter(_ byte: UInt8) -> Bool {
        isLowercaseAlphanumeric(byte) || byte == UInt8(ascii: "-")
    }

    private static let labelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
    private static let subdomainPattern = "\(labelPattern)(\\.\(labelPattern))*"
    private static let label1035Pattern = "[a-z]([-a-z0-9]*[a-z0-9])?"

    static let labelMismatch = mismatch(labelRule, pattern: labelPattern, examples: ["my-name", "123-abc"])
    static let subdomainMismatch = mismatch(subdomainRule, pattern: subdomainPattern, examples: ["example.com"])

    private static let labelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
        + "and must start and end with an alphanumeric character"
    private static let subdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
        + "and must start and end with an alphanumeric character"
    private static let label1035Rule =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
        + "start with an alphabetic character, and end with an alphanumeric character"
}
