import KopiaMaintenance
import Testing

@Suite("Windows options")
struct WindowsOptionsRulesTests {
    @Test("are taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let path = "spec.containerSecurityContext.windowsOptions"

    static let cases =
        credentials + [longDomain] + takenUsers.map { user($0) } + refusedUsers.map { user($0.name, $0.problems) }

    private static func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        PodTemplateCase(name, .containerSecurityContext, #"{"windowsOptions": \#(json)}"#, expected)
    }

    private static let credentials = [
        row("empty", "{}"),
        row(
            "a credential specification",
            #"{"gmsaCredentialSpecName": "web.example.com", "gmsaCredentialSpec": "{}"}"#
        ),
        row(
            "what is no name",
            #"{"gmsaCredentialSpecName": "Web"}"#,
            .invalid("\(path).gmsaCredentialSpecName: Invalid value: \"Web\": a lowercase RFC 1123 subdomain must…")
        ),
        row(
            "an empty specification",
            #"{"gmsaCredentialSpec": ""}"#,
            .invalid("\(path).gmsaCredentialSpec: Invalid value: \"\": gmsaCredentialSpec cannot be an empty string")
        ),
        row("the largest", #"{"gmsaCredentialSpec": "\#(String(repeating: "x", count: 65536))"}"#),
        row(
            "one too large",
            #"{"gmsaCredentialSpec": "\#(String(repeating: "x", count: 65537))"}"#,
            .invalid("\(path).gmsaCredentialSpec: Invalid value: \"\(String(repeating: "x", count: 255))…")
        ),
        row("wrong types", #"{"gmsaCredentialSpecName": 5, "gmsaCredentialSpec": {}, "runAsUserName": 5}"#),
        row("the whole of the wrong type", "[]"),
    ]

    /// A row for that user name, a backslash in which the JSON text doubles.
    private static func user(_ name: String, _ problems: [String] = []) -> PodTemplateCase {
        let text = name.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
            .split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        let json = #"{"windowsOptions": {"runAsUserName": "\#(text)"}}"#
        return PodTemplateCase(
            "the user \(name)",
            .containerSecurityContext,
            json,
            problems.map { .invalid("\(path).runAsUserName: Invalid value: \"\(text)\": runAsUserName\($0)") }
        )
    }

    private static let takenUsers = [
        "user", "u.", "ContainerAdministrator", "x y", "é", #"DOMAIN\user"#, #"d d\user"#, #"a.b-c.example\user"#,
        #"\#(String(repeating: "é", count: 15))\user"#, #"\#(String(repeating: "a", count: 63)).b\user"#,
        String(repeating: "u", count: 104),
    ]

    private static let domainFormat = "'s Domain doesn't match the NetBios nor the DNS format"
    private static let userCharacters = #"'s User cannot contain the following characters: "/\:;|=,+*?<>@[]"#

    private static let refusedUsers: [(name: String, problems: [String])] = [
        ("", [" cannot be an empty string"]),
        (#"a\b\c"#, [" cannot contain more than one backslash"]),
        (#"\user"#, [domainFormat]),
        (#".dom\user"#, [domainFormat]),
        (#"d:m\user"#, [domainFormat]),
        (#"-dom-dom-dom-dom\user"#, [domainFormat]),
        (#"\#(String(repeating: "é", count: 16))\user"#, [domainFormat]),
        (#"\#(String(repeating: "a", count: 64)).b\user"#, [domainFormat]),
        (#"a..bbbbbbbbbbbbbbbb\user"#, [domainFormat]),
        (#"dom\"#, ["'s User cannot be empty"]),
        ("...", ["'s User cannot contain only periods or spaces"]),
        (" . ", ["'s User cannot contain only periods or spaces"]),
        ("user@example", [userCharacters]),
        (#"u"r"#, [userCharacters]),
        (String(repeating: "u", count: 105), ["'s User length must not be longer than 104 characters"]),
        ("\(String(repeating: "é", count: 53))", ["'s User length must not be longer than 104 characters"]),
    ]

    /// Messages show no more of a value than fits.
    private static let longDomain = PodTemplateCase(
        "a domain too long",
        .containerSecurityContext,
        #"{"windowsOptions": {"runAsUserName": "\#(String(repeating: "a", count: 256))\\user"}}"#,
        Array(
            repeating: .invalid("\(path).runAsUserName: Invalid value: \"\(String(repeating: "a", count: 255))…"),
            count: 2
        )
    )

    @Test("A control character is refused", arguments: ["\\t", "\\u007f", "\\u0000"])
    func controlCharacters(_ escape: String) throws {
        let json = #"{"windowsOptions": {"runAsUserName": "a\#(escape)b"}}"#
        let row = PodTemplateCase(
            "",
            .containerSecurityContext,
            json,
            [.invalid("\(Self.path).runAsUserName: Invalid value: \"a…")]
        )
        try row.check()
    }
}
