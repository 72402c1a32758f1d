import KubernetesAPI
import Testing

@Suite struct NameSyntaxTests {
    /// A text of a kind, and what is wrong with it.
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: @Sendable (String) -> [String]
        let text: String
        let problems: [String]
        var testDescription: String { "\(text.prefix(40).debugDescription) (\(text.utf8.count) bytes)" }

        init(_ rule: @escaping @Sendable (String) -> [String], _ text: String, _ problems: String...) {
            self.rule = rule
            self.text = text
            self.problems = problems
        }
    }

    static func a(_ count: Int) -> String { String(repeating: "a", count: count) }

    static let subdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
        + "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + #"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#

    static let subdomains: [Case] =
        ["a", "0", "a.b", "a-b", "1.2.3", "a--b", "repository-secret", a(253), a(64) + "." + a(64)].map {
            Case(NameSyntax.dns1123Subdomain, $0)
        }
        + [
            "", "-a", "a-", ".a", "a.", "a..b", "a.-b", "a-.b", "A", "a_b", "a b", "\u{E9}", "a\u{301}", "a\n", "a/b",
            "*",
            "\0", "\u{FF41}",
        ].map { Case(NameSyntax.dns1123Subdomain, $0, subdomainText) } + [
            Case(NameSyntax.dns1123Subdomain, a(254), "must be no more than 253 characters"),
            Case(NameSyntax.dns1123Subdomain, a(253) + "-", "must be no more than 253 characters", subdomainText),
        ]

    static let labelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

    static let label1035Text =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
        + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation "
        + "is '[a-z]([-a-z0-9]*[a-z0-9])?')"

    static let labels: [Case] = [
        Case(NameSyntax.dns1123Label, "a"),
        Case(NameSyntax.dns1123Label, "0-a"),
        Case(NameSyntax.dns1123Label, a(63)),
        Case(NameSyntax.dns1123Label, a(64), "must be no more than 63 characters"),
        Case(NameSyntax.dns1123Label, "a.b", "must not contain dots"),
        Case(NameSyntax.dns1123Label, a(64) + ".b", "must be no more than 63 characters", "must not contain dots"),
        Case(NameSyntax.dns1123Label, "", labelText),
        Case(NameSyntax.dns1123Label, "A", labelText),
        Case(NameSyntax.dns1123Label, "a-", labelText),
        Case(NameSyntax.dns1123Label, "-a.b", labelText),
        Case(NameSyntax.dns1035Label, "a-0"),
        Case(NameSyntax.dns1035Label, a(63)),
        Case(NameSyntax.dns1035Label, a(64), "must be no more than 63 characters"),
        Case(NameSyntax.dns1035Label, "0a", label1035Text),
        Case(NameSyntax.dns1035Label, "a.b", label1035Text),
        Case(NameSyntax.dns1035Label, "", label1035Text),
        Case(NameSyntax.dns1035Label, "a-", label1035Text),
    ]

    static let keyText =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

    static let keys: [Case] = [
        Case(NameSyntax.labelKey, "app"),
        Case(NameSyntax.labelKey, "A_b.c-9"),
        Case(NameSyntax.labelKey, "app.kubernetes.io/name"),
        Case(NameSyntax.labelKey, a(63)),
        Case(NameSyntax.labelKey, a(253) + "/" + a(63)),
        Case(NameSyntax.labelKey, a(64), "name part must be no more than 63 bytes"),
        Case(NameSyntax.labelKey, a(254) + "/a", "prefix part must be no more than 253 bytes"),
        Case(NameSyntax.labelKey, "", "name part must be non-empty", "name part \(keyText)"),
        Case(NameSyntax.labelKey, "a/", "name part must be non-empty", "name part \(keyText)"),
        Case(NameSyntax.labelKey, "/a", "prefix part must be non-empty"),
        Case(
            NameSyntax.labelKey,
            "/",
            "prefix part must be non-empty",
            "name part must be non-empty",
            "name part \(keyText)"
        ),
        Case(NameSyntax.labelKey, "A/a", "prefix part \(subdomainText)"),
        Case(NameSyntax.labelKey, "-a", "name part \(keyText)"),
        Case(NameSyntax.labelKey, "a.", "name part \(keyText)"),
        Case(NameSyntax.labelKey, "\u{E9}", "name part \(keyText)"),
        Case(
            NameSyntax.labelKey,
            "a/b/c",
            "a valid label key \(keyText) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        ),
    ]

    static let valueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
        + "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

    static let values: [Case] = [
        Case(NameSyntax.labelValue, ""),
        Case(NameSyntax.labelValue, "a"),
        Case(NameSyntax.labelValue, "A_b.c-9"),
        Case(NameSyntax.labelValue, a(63)),
        Case(NameSyntax.labelValue, a(64), "must be no more than 63 bytes"),
        Case(NameSyntax.labelValue, a(63) + "-", "must be no more than 63 bytes", valueText),
        Case(NameSyntax.labelValue, "-a", valueText),
        Case(NameSyntax.labelValue, "a.", valueText),
        Case(NameSyntax.labelValue, "a b", valueText),
        Case(NameSyntax.labelValue, "a/b", valueText),
        // 32 characters, but 64 bytes.
        Case(NameSyntax.labelValue, String(repeating: "\u{E9}", count: 32), "must be no more than 63 bytes", valueText),
    ]

    static let configText =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  "
        + "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

    static let configKeys: [Case] = [
        Case(NameSyntax.configMapKey, "ca.crt"),
        Case(NameSyntax.configMapKey, ".hidden"),
        Case(NameSyntax.configMapKey, "-"),
        Case(NameSyntax.configMapKey, "a.."),
        Case(NameSyntax.configMapKey, a(253)),
        Case(NameSyntax.configMapKey, a(254), "must be no more than 253 characters"),
        Case(NameSyntax.configMapKey, "", configText),
        Case(NameSyntax.configMapKey, "a/b", configText),
        Case(NameSyntax.configMapKey, "\u{E9}", configText),
        Case(NameSyntax.configMapKey, ".", "must not be '.'"),
        Case(NameSyntax.configMapKey, "..", "must not be '..'"),
        Case(NameSyntax.configMapKey, "..a", "must not start with '..'"),
        Case(NameSyntax.configMapKey, "../a", configText, "must not start with '..'"),
    ]

    static let variableText =
        "a valid environment variable name must consist only of printable ASCII characters other than '='"
    static let portCharacters = "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
    static let portLetter = "must contain at least one letter (a-z)"

    static let others: [Case] = [
        Case(NameSyntax.environmentVariableName, "KOPIA_PASSWORD"),
        Case(NameSyntax.environmentVariableName, "1 any:thing~"),
        Case(NameSyntax.environmentVariableName, "", "environment variable name must be non-empty"),
        Case(NameSyntax.environmentVariableName, "A=B", variableText),
        Case(NameSyntax.environmentVariableName, "A\tB", variableText),
        Case(NameSyntax.environmentVariableName, "\u{7F}", variableText),
        Case(NameSyntax.environmentVariableName, "\u{E9}", variableText),
        Case(NameSyntax.portName, "http"),
        Case(NameSyntax.portName, "0-a"),
        Case(NameSyntax.portName, a(15)),
        Case(NameSyntax.portName, a(16), "must be no more than 15 characters"),
        Case(NameSyntax.portName, "", portCharacters, portLetter),
        Case(NameSyntax.portName, "80", portLetter),
        Case(NameSyntax.portName, "A", portCharacters, portLetter),
        Case(NameSyntax.portName, "a--b", "must not contain consecutive hyphens"),
        Case(NameSyntax.portName, "-a", "must not begin or end with a hyphen"),
        Case(NameSyntax.portName, "a-", "must not begin or end with a hyphen"),
        Case(NameSyntax.pathSegment, "a"),
        Case(NameSyntax.pathSegment, ""),
        Case(NameSyntax.pathSegment, "..."),
        Case(NameSyntax.pathSegment, ".", "may not be '.'"),
        Case(NameSyntax.pathSegment, "..", "may not be '..'"),
        Case(NameSyntax.pathSegment, "a/b", "may not contain '/'"),
        Case(NameSyntax.pathSegment, "%/", "may not contain '/'", "may not contain '%'"),
    ]

    @Test(
        "names, labels and keys are judged in the API server's words",
        arguments: subdomains + labels + keys + values + configKeys + others
    )
    func rule(_ example: Case) {
        #expect(example.rule(example.text) == example.problems)
    }

    @Test(
        "users and groups are numbers of 31 bits",
        arguments: [
            (Int64(0), true), (1_000, true), (2_147_483_647, true), (2_147_483_648, false), (-1, false), (.min, false),
        ]
    )
    func identities(_ number: Int64, isValid: Bool) {
        let problems = isValid ? [] : ["must be between 0 and 2147483647, inclusive"]
        #expect(NameSyntax.userID(number) == problems)
        #expect(NameSyntax.groupID(number) == problems)
    }
}
