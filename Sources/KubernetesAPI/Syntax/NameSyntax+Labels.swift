extension NameSyntax {
    /// A label key, also called a qualified name: an optional subdomain and a slash, then a name.
    ///
    /// Keys of labels, annotations, node selectors and tolerations, and names of resources (IsLabelKey,
    /// IsQualifiedName).
    package static func labelKey(_ value: String) -> [String] {
        // Nearly every key is right, and is not taken apart.
        isLabelKey(value.utf8.span) ? [] : labelKeyProblems(value)
    }

    private static func labelKeyProblems(_ value: String) -> [String] {
        let slash = UInt8(ascii: "/")
        guard let first = value.utf8.firstIndex(of: slash) else { return keyName(Substring(value)) }
        let rest = value[value.utf8.index(after: first)...]
        guard !rest.utf8.contains(slash) else { return [slashMismatch] }
        return keyPrefix(value[..<first]) + keyName(rest)
    }

    /// The value of a label or of a node selector; it may be empty (IsLabelValue).
    package static func labelValue(_ value: String) -> [String] {
        var problems: [String] = []
        if value.utf8.count > labelMaxLength { problems.append(tooLong(labelMaxLength, unit: .bytes)) }
        if !value.isEmpty && !isKeyName(value.utf8.span) { problems.append(valueMismatch) }
        return problems
    }

    private static func keyPrefix(_ prefix: Substring) -> [String] {
        guard !prefix.isEmpty else { return ["prefix part must be non-empty"] }
        return subdomain(String(prefix), unit: .bytes).map { "prefix part \($0)" }
    }

    private static func keyName(_ name: Substring) -> [String] {
        var problems: [String] = []
        if name.isEmpty { problems.append("name part must be non-empty") }
        if name.utf8.count > labelMaxLength { problems.append("name part \(tooLong(labelMaxLength, unit: .bytes))") }
        if !isKeyName(name.utf8.span) { problems.append(keyMismatch) }
        return problems
    }

    private static func isLabelKey(_ bytes: Span<UInt8>) -> Bool {
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else {
            return bytes.count <= labelMaxLength && isKeyName(bytes)
        }
        let name = bytes.extracting((slash + 1)...)
        return slash <= subdomainMaxLength && isSubdomain(bytes.extracting(..<slash))
            && name.count <= labelMaxLength && isKeyName(name)
    }

    private static func isKeyName(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty, isAlphanumeric(bytes[0]), isAlphanumeric(bytes[bytes.count - 1]) else { return false }
        for index in bytes.indices where !isKeyCharacter(bytes[index]) { return false }
        return true
    }

    private static let keyPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
    private static let keyExamples = ["MyName", "my.name", "123-abc"]

    private static let keyRule =
        "must consist of alphanumeric characters, '-', '_' or '.', "
        + "and must start and end with an alphanumeric character"
    private static let valueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
        + "and must start and end with an alphanumeric character"

    // Made once: an object can break one rule a million times.
    private static let keyMismatch =
        "name part \(mismatch(keyRule, pattern: keyPattern, examples: keyExamples))"
    private static let slashMismatch =
        mismatch("a valid label key \(keyRule)", pattern: keyPattern, examples: keyExamples)
        + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
    private static let valueMismatch =
        mismatch(valueRule, pattern: "(\(keyPattern))?", examples: ["MyValue", "my_value", "12345"])
}
