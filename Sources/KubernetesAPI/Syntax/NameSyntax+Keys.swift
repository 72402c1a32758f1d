extension NameSyntax {
    /// A key of a ConfigMap or Secret, which is also a file's name in a volume (IsConfigMapKey).
    package static func configMapKey(_ value: String) -> [String] {
        var problems: [String] = []
        if value.utf8.count > subdomainMaxLength { problems.append(tooLong(subdomainMaxLength)) }
        if value.isEmpty || !value.utf8.allSatisfy(isKeyCharacter) {
            let rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
            let examples = ["key.name", "KEY_NAME", "key-name"]
            problems.append(mismatch(rule, pattern: "[-._a-zA-Z0-9]+", examples: examples))
        }
        return problems + parentDirectory(value)
    }

    /// The name of an environment variable in a pod (IsRelaxedEnvVarName, which the API server applies since 1.34).
    package static func environmentVariableName(_ value: String) -> [String] {
        guard !value.isEmpty else { return ["environment variable name must be non-empty"] }
        let isPrintable = value.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
        guard !isPrintable else { return [] }
        return [
            "a valid environment variable name must consist only of printable ASCII characters other than '='"
        ]
    }

    /// The name of a container's port (IsValidPortName).
    package static func portName(_ value: String) -> [String] {
        let hyphen = UInt8(ascii: "-")
        let bytes = Array(value.utf8)
        var problems: [String] = []
        // The length of a service name, RFC 6335, section 5.1.
        if bytes.count > 15 { problems.append(tooLong(15)) }
        if bytes.isEmpty || !bytes.allSatisfy({ isLowercaseAlphanumeric($0) || $0 == hyphen }) {
            problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        }
        if !bytes.contains(where: isLowercaseLetter) { problems.append("must contain at least one letter (a-z)") }
        if zip(bytes, bytes.dropFirst()).contains(where: { $0 == hyphen && $1 == hyphen }) {
            problems.append("must not contain consecutive hyphens")
        }
        if bytes.first == hyphen || bytes.last == hyphen { problems.append("must not begin or end with a hyphen") }
        return problems
    }

    /// A name that stands as one element in a path of the API (IsPathSegmentName); it may be empty.
    package static func pathSegment(_ value: String) -> [String] {
        if value == "." || value == ".." { return ["may not be '\(value)'"] }
        return ["/", "%"].filter { value.utf8.contains($0.utf8.first ?? 0) }.map { "may not contain '\($0)'" }
    }

    /// A key is a file's name too, so it must not lead out of its directory.
    private static func parentDirectory(_ value: String) -> [String] {
        switch value {
        case ".", "..": ["must not be '\(value)'"]
        case _ where value.utf8.starts(with: "..".utf8): ["must not start with '..'"]
        default: []
        }
    }
}
