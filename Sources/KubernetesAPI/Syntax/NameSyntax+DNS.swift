extension NameSyntax {
    /// A DNS-1123 subdomain: the name of a Secret, ConfigMap, claim, ServiceAccount, StorageClass and most objects
    /// (IsDNS1123Subdomain).
    package static func dns1123Subdomain(_ value: String) -> [String] {
        subdomain(value, unit: .characters)
    }

    /// A DNS-1123 label: the name of a namespace, container or volume (IsDNS1123Label).
    package static func dns1123Label(_ value: String) -> [String] {
        var problems: [String] = []
        if value.utf8.count > labelMaxLength { problems.append(tooLong(labelMaxLength)) }
        if isSubdomain(value.utf8.span) {
            // A subdomain that is no label has a dot.
            if value.utf8.contains(UInt8(ascii: ".")) { problems.append("must not contain dots") }
        } else {
            problems.append(mismatch(labelRule, pattern: labelPattern, examples: ["my-name", "123-abc"]))
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

    /// A DNS-1123 subdomain, with the length in the words of the caller's function.
    static func subdomain(_ value: String, unit: LengthUnit) -> [String] {
        var problems: [String] = []
        if value.utf8.count > subdomainMaxLength { problems.append(tooLong(subdomainMaxLength, unit: unit)) }
        if !isSubdomain(value.utf8.span) {
            problems.append(mismatch(subdomainRule, pattern: subdomainPattern, examples: ["example.com"]))
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
