extension NameSyntax {
    /// A label key, also called a qualified name: an optional subdomain and a slash, then a name.
    ///
    /// Keys of labels, annotations, node selectors and tolerations, and names of resources (IsLabelKey,
    /// IsQualifiedName).
    package static func labelKey(_ value: String) -> [String] { problems(ofLabelKey: value.utf8.span).texts }

    /// The same, of the bytes of a key.
    package static func problems(ofLabelKey key: Span<UInt8>) -> NameProblems {
        let slash = UInt8(ascii: "/")
        guard let first = key.firstIndex(of: slash) else { return keyName(key) }
        let name = key.extracting((first + 1)...)
        guard name.firstIndex(of: slash) == nil else { return .hasManySlashes }
        return keyPrefix(key.extracting(..<first)).union(keyName(name))
    }

    /// The value of a label or of a node selector; it may be empty (IsLabelValue).
    package static func labelValue(_ value: String) -> [String] { problems(ofLabelValue: value.utf8.span).texts }

    /// The same, of the bytes of a value.
    package static func problems(ofLabelValue value: Span<UInt8>) -> NameProblems {
        var problems: NameProblems = []
        problems.insert(.valueIsTooLong, if: value.count > labelMaxLength)
        problems.insert(.valueIsNone, if: !value.isEmpty && !isKeyName(value))
        return problems
    }

    private static func keyPrefix(_ prefix: Span<UInt8>) -> NameProblems {
        guard !prefix.isEmpty else { return .prefixIsEmpty }
        var problems: NameProblems = []
        problems.insert(.prefixIsTooLong, if: prefix.count > subdomainMaxLength)
        problems.insert(.prefixIsNoSubdomain, if: !isSubdomain(prefix))
        return problems
    }

    private static func keyName(_ name: Span<UInt8>) -> NameProblems {
        var problems: NameProblems = []
        problems.insert(.nameIsEmpty, if: name.isEmpty)
        problems.insert(.nameIsTooLong, if: name.count > labelMaxLength)
        problems.insert(.nameIsNoKey, if: !isKeyName(name))
        return problems
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

    static let keyMismatch = mismatch(keyRule, pattern: keyPattern, examples: keyExamples)
    static let slashMismatch =
        mismatch("a valid label key \(keyRule)", pattern: keyPattern, examples: keyExamples)
        + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
    static let valueMismatch =
        mismatch(valueRule, pattern: "(\(keyPattern))?", examples: ["MyValue", "my_value", "12345"])
}
