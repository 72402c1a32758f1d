import KopiaMaintenance
import Testing

@Suite("seccomp and AppArmor profiles")
struct SecurityProfileRulesTests {
    @Test("are taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    /// Both security contexts have the same profiles.
    static let cases = [PodTemplateField.podSecurityContext, .containerSecurityContext].flatMap {
        seccomp(of: $0) + appArmor(of: $0)
    }

    private static func seccomp(of field: PodTemplateField) -> [PodTemplateCase] {
        let path = "spec.\(field.rawValue).seccompProfile"
        func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
            PodTemplateCase("seccomp: \(name)", field, #"{"seccompProfile": \#(json)}"#, expected)
        }
        return [
            row("RuntimeDefault", #"{"type": "RuntimeDefault"}"#),
            row("Unconfined", #"{"type": "Unconfined", "localhostProfile": null}"#),
            row("a local profile", #"{"type": "Localhost", "localhostProfile": "profiles/a.json"}"#),
            row("an empty local profile", #"{"type": "Localhost", "localhostProfile": ""}"#),
            row("dots in a name", #"{"type": "Localhost", "localhostProfile": "..a/b..c/..."}"#),
            row(
                "no type",
                "{}",
                .required("\(path).type: Required value: type is required when seccompProfile is set")
            ),
            row(
                "no type with a profile",
                #"{"localhostProfile": "a"}"#,
                .required("\(path).type: Required value: type is required when seccompProfile is set"),
                .invalid(
                    "\(path).localhostProfile: Invalid value: \"a\": can only be set when seccomp type is Localhost"
                )
            ),
            row(
                "an unknown type",
                #"{"type": "localhost"}"#,
                .notSupported(
                    "\(path).type: Unsupported value: \"localhost\": "
                        + "supported values: \"Localhost\", \"RuntimeDefault\", \"Unconfined\""
                )
            ),
            row(
                "a profile of another type",
                #"{"type": "RuntimeDefault", "localhostProfile": ""}"#,
                .invalid(
                    "\(path).localhostProfile: Invalid value: \"\": can only be set when seccomp type is Localhost"
                )
            ),
            row(
                "no local profile",
                #"{"type": "Localhost"}"#,
                .required("\(path).localhostProfile: Required value: must be set when seccomp type is Localhost")
            ),
            row(
                "an absolute path",
                #"{"type": "Localhost", "localhostProfile": "/a"}"#,
                .invalid("\(path).localhostProfile: Invalid value: \"/a\": must be a relative path")
            ),
            row(
                "a path that goes up",
                #"{"type": "Localhost", "localhostProfile": "a/../b/.."}"#,
                .invalid("\(path).localhostProfile: Invalid value: \"a/../b/..\": must not contain '..'")
            ),
            row("a type of the wrong type", #"{"type": 5, "localhostProfile": "a"}"#),
            row("a profile of the wrong type", #"{"type": "Localhost", "localhostProfile": 5}"#),
            row("the whole of the wrong type", #""RuntimeDefault""#),
        ]
    }

    private static func appArmor(of field: PodTemplateField) -> [PodTemplateCase] {
        let path = "spec.\(field.rawValue).appArmorProfile"
        func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
            PodTemplateCase("AppArmor: \(name)", field, #"{"appArmorProfile": \#(json)}"#, expected)
        }
        let longest = String(repeating: "p", count: 4095)
        return [
            row("RuntimeDefault", #"{"type": "RuntimeDefault"}"#),
            row("Unconfined", #"{"type": "Unconfined"}"#),
            row("a local profile", #"{"type": "Localhost", "localhostProfile": "/a b"}"#),
            row("the longest name", #"{"type": "Localhost", "localhostProfile": "\#(longest)"}"#),
            row(
                "a name too long",
                #"{"type": "Localhost", "localhostProfile": "\#(longest)p"}"#,
                .tooLong("\(path).localhostProfile: Too long: may not be more than 4095 bytes")
            ),
            row(
                "no type",
                "{}",
                .required("\(path).type: Required value: type is required when appArmorProfile is set")
            ),
            row(
                "an unknown type",
                #"{"type": "x", "localhostProfile": "a"}"#,
                .notSupported(
                    "\(path).type: Unsupported value: \"x\": "
                        + "supported values: \"Localhost\", \"RuntimeDefault\", \"Unconfined\""
                )
            ),
            row(
                "a profile of another type",
                #"{"type": "Unconfined", "localhostProfile": "a"}"#,
                .invalid(
                    "\(path).localhostProfile: Invalid value: \"a\": can only be set when AppArmor type is Localhost"
                )
            ),
            row(
                "no local profile",
                #"{"type": "Localhost"}"#,
                .required("\(path).localhostProfile: Required value: must be set when AppArmor type is Localhost")
            ),
            row(
                "an empty local profile",
                #"{"type": "Localhost", "localhostProfile": ""}"#,
                .required("\(path).localhostProfile: Required value: must be set when AppArmor type is Localhost")
            ),
            row(
                "white space before",
                #"{"type": "Localhost", "localhostProfile": "\ta"}"#,
                .invalid("\(path).localhostProfile: Invalid value: \"\\ta\": must not be padded with whitespace")
            ),
            row(
                "nothing but white space",
                #"{"type": "Localhost", "localhostProfile": "\u00a0"}"#,
                .invalid("\(path).localhostProfile: Invalid value: \"\\u00a0\": must not be padded with whitespace")
            ),
            row("a profile of the wrong type", #"{"type": "Localhost", "localhostProfile": 5}"#),
        ]
    }
}
