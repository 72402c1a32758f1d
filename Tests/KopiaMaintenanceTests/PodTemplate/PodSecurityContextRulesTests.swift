import KopiaMaintenance
import Testing

@Suite("The pod's security context")
struct PodSecurityContextRulesTests {
    @Test("is taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let path = "spec.podSecurityContext"

    private static func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        PodTemplateCase(name, .podSecurityContext, json, expected)
    }

    static let cases = accepted + identifiers + words + sysctls

    private static let accepted = [
        row("empty", "{}"),
        row("the default", #"{"runAsUser": 1000, "fsGroup": 1000, "runAsNonRoot": true}"#),
        row(
            "SELinux options of any text",
            #"{"seLinuxOptions": {"user": "", "level": "s0:c123,c456", "type": "x y"}}"#
        ),
        row("unknown fields are kept", #"{"future": true}"#),
        row("a wrong type is the shape's business", #"{"runAsUser": "1000", "supplementalGroups": 5, "sysctls": {}}"#),
        row("so is one of the whole", "[]"),
    ]

    private static let identifiers = [
        row(
            "numbers at their borders",
            #"{"runAsUser": 0, "runAsGroup": 2147483647, "fsGroup": 0, "supplementalGroups": [0, 2147483647, null]}"#
        ),
        row(
            "numbers past their borders",
            #"{"runAsUser": -1, "runAsGroup": 2147483648, "supplementalGroups": [5, -5], "fsGroup": 9223372036854775807}"#,
            .invalid("\(path).runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"),
            .invalid("\(path).runAsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive"),
            .invalid("\(path).supplementalGroups[1]: Invalid value: -5: must be between 0 and 2147483647, inclusive"),
            .invalid("\(path).fsGroup: Invalid value: 9223372036854775807: must be between 0 and 2147483647, inclusive")
        ),
    ]

    private static let words = [
        row("supplementalGroupsPolicy Merge", #"{"supplementalGroupsPolicy": "Merge"}"#),
        row("supplementalGroupsPolicy Strict", #"{"supplementalGroupsPolicy": "Strict"}"#),
        row(
            "another supplementalGroupsPolicy",
            #"{"supplementalGroupsPolicy": "strict"}"#,
            .notSupported(
                "\(path).supplementalGroupsPolicy: Unsupported value: \"strict\": "
                    + "supported values: \"Merge\", \"Strict\""
            )
        ),
        row("fsGroupChangePolicy Always", #"{"fsGroupChangePolicy": "Always"}"#),
        row("fsGroupChangePolicy OnRootMismatch", #"{"fsGroupChangePolicy": "OnRootMismatch"}"#),
        row(
            "an empty fsGroupChangePolicy",
            #"{"fsGroupChangePolicy": ""}"#,
            .notSupported(
                "\(path).fsGroupChangePolicy: Unsupported value: \"\": "
                    + "supported values: \"Always\", \"OnRootMismatch\""
            )
        ),
        row("seLinuxChangePolicy Recursive", #"{"seLinuxChangePolicy": "Recursive"}"#),
        row(
            "a seLinuxChangePolicy behind a gate that is off",
            #"{"seLinuxChangePolicy": "MountOption"}"#,
            .notSupported(
                "\(path).seLinuxChangePolicy: Unsupported value: \"MountOption\": supported values: \"Recursive\"…"
            )
        ),
    ]

    private static func sysctl(_ name: String, _ sysctl: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        let json = #"{"sysctls": [{"name": "\#(sysctl)", "value": "1"}]}"#
        return PodTemplateCase(name, .podSecurityContext, json, expected)
    }

    private static let nameRule =
        "must have at most 253 characters and match regex "
        + "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"

    private static let refusedNames = [
        "A.b", "a..b", ".a", "a.", "a_.b", "a.-b", "a b", "é", "a//b", String(repeating: "a", count: 254),
    ]

    private static let sysctls =
        [
            sysctl("dots", "net.ipv4.ip_local_port_range"),
            sysctl("slashes", "net/ipv4/conf/eth0-1/rp_filter"),
            sysctl("the longest name", String(repeating: "a", count: 253)),
            row("no value", #"{"sysctls": [{"name": "a.b"}]}"#),
            row(
                "no name",
                #"{"sysctls": [{"value": "1"}, null]}"#,
                .required("\(path).sysctls[0].name: Required value"),
                .required("\(path).sysctls[1].name: Required value")
            ),
            row(
                "a name twice",
                #"{"sysctls": [{"name": "a.b"}, {"name": "c"}, {"name": "a.b"}]}"#,
                .duplicate("\(path).sysctls[2].name: Duplicate value: \"a.b\"")
            ),
            row("once with a dot and once with a slash", #"{"sysctls": [{"name": "a.b"}, {"name": "a/b"}]}"#),
            row("wrong types", #"{"sysctls": ["a", {"name": 5}]}"#),
        ]
        + refusedNames.map { name in
            sysctl(
                "the name \(name)",
                name,
                .invalid("\(path).sysctls[0].name: Invalid value: \"\(name)\": \(nameRule)")
            )
        }
}
