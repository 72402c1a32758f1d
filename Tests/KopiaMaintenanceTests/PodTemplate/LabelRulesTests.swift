import KopiaMaintenance
import Testing

@Suite("Node selector and pod labels")
struct LabelRulesTests {
    @Test("are taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let longest = String(repeating: "a", count: 63)
    private static let tooLong = String(repeating: "a", count: 64)

    static let cases = [PodTemplateField.nodeSelector, .moverPodLabels].flatMap(syntax) + managed

    private static func syntax(of field: PodTemplateField) -> [PodTemplateCase] {
        let path = "spec.\(field.rawValue)"
        return [
            PodTemplateCase("none", field, "{}"),
            PodTemplateCase("usual ones", field, #"{"zone": "a", "kubernetes.io/os": "linux", "x/y": ""}"#),
            PodTemplateCase("a null value is absent", field, #"{"zone": null, "bad key": null}"#),
            PodTemplateCase("the longest", field, #"{"example.com/\#(longest)": "\#(longest)"}"#),
            PodTemplateCase(
                "an empty key",
                field,
                #"{"": "a"}"#,
                [
                    .invalid("\(path)[]: Invalid value: \"\": name part must be non-empty"),
                    .invalid("\(path)[]: Invalid value: \"\": name part must consist of…"),
                ]
            ),
            PodTemplateCase(
                "an empty prefix",
                field,
                #"{"/a": "a"}"#,
                [.invalid("\(path)[/a]: Invalid value: \"/a\": prefix part must be non-empty")]
            ),
            PodTemplateCase(
                "a prefix that is no domain",
                field,
                #"{"A.b/c": "a"}"#,
                [.invalid("\(path)[A.b/c]: Invalid value: \"A.b/c\": prefix part a lowercase RFC 1123 subdomain…")]
            ),
            PodTemplateCase(
                "two slashes",
                field,
                #"{"a/b/c": "a"}"#,
                [.invalid("\(path)[a/b/c]: Invalid value: \"a/b/c\": a valid label key must consist of…")]
            ),
            PodTemplateCase(
                "a value too long",
                field,
                #"{"a": "\#(tooLong)"}"#,
                [.invalid("\(path)[a]: Invalid value: \"\(tooLong)\": must be no more than 63 bytes")]
            ),
            PodTemplateCase(
                "a wrong key and a wrong value",
                field,
                #"{"good": "a", "a_": "_b"}"#,
                [
                    .invalid("\(path)[a_]: Invalid value: \"a_\": name part must consist of…"),
                    .invalid("\(path)[a_]: Invalid value: \"_b\": a valid label must be an empty string or consist…"),
                ]
            ),
            PodTemplateCase("a number for a value is the shape's business", field, #"{"a": 5}"#),
            PodTemplateCase("a list is the shape's business", field, "[]"),
        ]
    }

    private static let managed =
        ManagedPodLabels.ofController.map { key in
            PodTemplateCase(
                "\(key) is managed",
                .moverPodLabels,
                #"{"app": "x", "\#(key)": "true"}"#,
                [.forbidden("spec.moverPodLabels[\(key)]: Forbidden: is set by the controller")],
                isOwnRule: true
            )
        }
        + ManagedPodLabels.ofJobController.map { key in
            PodTemplateCase(
                "\(key) is managed",
                .moverPodLabels,
                #"{"\#(key)": "x"}"#,
                [.forbidden("spec.moverPodLabels[\(key)]: Forbidden: is set by Kubernetes on the pods of every Job")],
                isOwnRule: true
            )
        }
        + [
            PodTemplateCase("a label like a managed one", .moverPodLabels, #"{"volsync.backube/team": "x"}"#),
            PodTemplateCase("nodes may carry any label", .nodeSelector, #"{"job-name": "x"}"#),
        ]
}
