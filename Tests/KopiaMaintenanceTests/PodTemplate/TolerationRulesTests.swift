import KopiaMaintenance
import Testing

@Suite("Tolerations")
struct TolerationRulesTests {
    @Test("are taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let path = "spec.tolerations[0]"

    private static func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        PodTemplateCase(name, .tolerations, "[\(json)]", expected)
    }

    static let cases = accepted + keys + operators + values + effects + positions

    private static let accepted = [
        PodTemplateCase("no toleration", .tolerations, "[]"),
        row("Equal is understood", #"{"key": "a", "value": "b", "effect": "NoSchedule"}"#),
        row("an empty operator means Equal", #"{"key": "a", "operator": "", "value": "b"}"#),
        row("a key without a value", #"{"key": "a"}"#),
        row("everything", #"{"operator": "Exists"}"#),
        row("everything with an effect", #"{"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 0}"#),
        row("an empty effect is any effect", #"{"key": "a", "operator": "Exists", "effect": ""}"#),
        row("negative seconds", #"{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": -1}"#),
        row("null fields are absent", #"{"key": "a", "operator": null, "effect": null, "tolerationSeconds": null}"#),
        row("unknown fields are kept", #"{"operator": "Exists", "future": {"x": 1}}"#),
    ]

    private static let keys = [
        row("the longest key", #"{"key": "example.com/\#(String(repeating: "a", count: 63))", "operator": "Exists"}"#),
        row(
            "a key too long",
            #"{"key": "\#(String(repeating: "a", count: 64))", "operator": "Exists"}"#,
            .invalid(
                "\(path).key: Invalid value: \"\(String(repeating: "a", count: 64))\": "
                    + "name part must be no more than 63 bytes"
            )
        ),
        row(
            "a key that no label has",
            #"{"key": "a b", "operator": "Exists"}"#,
            .invalid("\(path).key: Invalid value: \"a b\": name part must consist of alphanumeric characters…")
        ),
        row(
            "no key and no operator",
            "{}",
            .invalid(
                "\(path).operator: Invalid value: \"\": operator must be Exists when `key` is empty, "
                    + "which means \"match all values and all keys\""
            )
        ),
        row(
            "null is an empty toleration",
            "null",
            .invalid("\(path).operator: Invalid value: \"\": operator must be Exists when `key` is empty…")
        ),
        row(
            "no key with Equal",
            #"{"key": "", "operator": "Equal", "value": "b"}"#,
            .invalid("\(path).operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty…")
        ),
    ]

    private static let operators = [
        row(
            "an unknown operator",
            #"{"key": "a", "operator": "exists"}"#,
            .notSupported("\(path).operator: Unsupported value: \"exists\": supported values: \"Equal\", \"Exists\"")
        ),
        row(
            "an unknown operator without a key",
            #"{"operator": "In"}"#,
            .invalid("\(path).operator: Invalid value: \"In\": operator must be Exists when `key` is empty…"),
            .notSupported("\(path).operator: Unsupported value: \"In\": supported values: \"Equal\", \"Exists\"")
        ),
        row(
            "an operator behind a gate that is off",
            #"{"key": "a", "operator": "Gt", "value": "3"}"#,
            .notSupported("\(path).operator: Unsupported value: \"Gt\": supported values: \"Equal\", \"Exists\"…")
        ),
        row(
            "the other one",
            #"{"key": "a", "operator": "Lt", "value": "3"}"#,
            .notSupported("\(path).operator: Unsupported value: \"Lt\": supported values: \"Equal\", \"Exists\"…")
        ),
    ]

    private static let values = [
        row(
            "a value that no label has",
            #"{"key": "a", "value": "b c"}"#,
            .invalid("\(path).value: Invalid value: \"b c\": a valid label must be an empty string or consist of…")
        ),
        row("the longest value", #"{"key": "a", "value": "\#(String(repeating: "v", count: 63))"}"#),
        row(
            "a value too long",
            #"{"key": "a", "value": "\#(String(repeating: "v", count: 64))"}"#,
            .invalid(
                "\(path).value: Invalid value: \"\(String(repeating: "v", count: 64))\": must be no more than 63 bytes"
            )
        ),
        row(
            "a value with Exists",
            #"{"key": "a", "operator": "Exists", "value": "b"}"#,
            .invalid("\(path).value: Invalid value: \"b\": value must be empty when `operator` is 'Exists'")
        ),
        row("an empty value with Exists", #"{"key": "a", "operator": "Exists", "value": ""}"#),
    ]

    private static let effects = [
        row("PreferNoSchedule", #"{"operator": "Exists", "effect": "PreferNoSchedule"}"#),
        row(
            "an unknown effect",
            #"{"operator": "Exists", "effect": "NoEntry"}"#,
            .notSupported(
                "\(path).effect: Unsupported value: \"NoEntry\": "
                    + "supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\""
            )
        ),
        row(
            "seconds without an effect",
            #"{"operator": "Exists", "tolerationSeconds": 60}"#,
            .invalid(
                "\(path).effect: Invalid value: \"\": effect must be 'NoExecute' when `tolerationSeconds` is set"
            )
        ),
        row(
            "seconds with another effect",
            #"{"operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 60}"#,
            .invalid(
                "\(path).effect: Invalid value: \"NoSchedule\": "
                    + "effect must be 'NoExecute' when `tolerationSeconds` is set"
            )
        ),
        row(
            "seconds with an unknown effect",
            #"{"operator": "Exists", "effect": "x", "tolerationSeconds": 60}"#,
            .invalid("\(path).effect: Invalid value: \"x\": effect must be 'NoExecute'…"),
            .notSupported("\(path).effect: Unsupported value: \"x\": supported values: \"NoSchedule\"…")
        ),
    ]

    private static let positions = [
        PodTemplateCase(
            "every element is looked at",
            .tolerations,
            #"[{"operator": "Exists"}, {"operator": "x", "key": "a"}, {"key": "-"}]"#,
            [
                .notSupported("spec.tolerations[1].operator: Unsupported value: \"x\"…"),
                .invalid("spec.tolerations[2].key: Invalid value: \"-\": name part must consist of…"),
            ]
        )
    ]

    @Test(
        "A wrong type is left to the shape",
        arguments: [
            #"{}"#, #"["x"]"#, #"[{"operator": 5}]"#, #"[{"key": 5}]"#, #"[{"key": "a", "value": 5}]"#,
            #"[{"operator": "Exists", "value": []}]"#,
            #"[{"operator": "Exists", "effect": 5, "tolerationSeconds": 1}]"#,
        ]
    )
    func wrongTypes(_ json: String) throws {
        try PodTemplateCase("", .tolerations, json).check()
    }
}
