import KopiaMaintenance
import Testing

@Suite("The container's security context")
struct ContainerSecurityContextRulesTests {
    @Test("is taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let path = "spec.containerSecurityContext"

    private static func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        PodTemplateCase(name, .containerSecurityContext, json, expected)
    }

    static let cases = [
        row("empty", "{}"),
        row(
            "the default",
            #"""
            {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "privileged": false,
             "readOnlyRootFilesystem": true, "runAsNonRoot": true}
            """#
        ),
        row("capabilities of any text", #"{"capabilities": {"add": ["x y", ""], "drop": null}}"#),
        row("privileged", #"{"privileged": true}"#),
        row("privileged that may escalate", #"{"privileged": true, "allowPrivilegeEscalation": true}"#),
        row(
            "privileged that may not",
            #"{"privileged": true, "allowPrivilegeEscalation": false}"#,
            .invalid(
                "\(path).allowPrivilegeEscalation: Invalid value: false: "
                    + "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            )
        ),
        row(
            "the administrator's capability that may not",
            #"{"capabilities": {"add": ["NET_ADMIN", "CAP_SYS_ADMIN"]}, "allowPrivilegeEscalation": false}"#,
            .invalid(
                "\(path).allowPrivilegeEscalation: Invalid value: false: "
                    + "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
            )
        ),
        row("its other spelling", #"{"capabilities": {"add": ["SYS_ADMIN"]}, "allowPrivilegeEscalation": false}"#),
        row("dropping it", #"{"capabilities": {"drop": ["CAP_SYS_ADMIN"]}, "allowPrivilegeEscalation": false}"#),
        row("the usual /proc", #"{"procMount": "Default"}"#),
        row(
            "the whole /proc",
            #"{"procMount": "Unmasked"}"#,
            .invalid("\(path).procMount: Invalid value: \"Unmasked\": `hostUsers` must be false to use `Unmasked`")
        ),
        row(
            "another /proc",
            #"{"procMount": ""}"#,
            .notSupported("\(path).procMount: Unsupported value: \"\": supported values: \"Default\", \"Unmasked\"")
        ),
        row(
            "numbers past their borders",
            #"{"runAsUser": -1, "runAsGroup": 2147483648}"#,
            .invalid("\(path).runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"),
            .invalid("\(path).runAsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive")
        ),
        row(
            "wrong types are the shape's business",
            #"{"privileged": "true", "allowPrivilegeEscalation": false, "capabilities": {"add": "CAP_SYS_ADMIN"}}"#
        ),
    ]
}
