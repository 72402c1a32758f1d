import KopiaMaintenance
import Testing

@Suite("Node affinity")
struct NodeAffinityRulesTests {
    @Test("is taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let node = "spec.affinity.nodeAffinity"
    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    static let cases = structure + expressions + values + fields + preferences

    private static func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        PodTemplateCase(name, .affinity, #"{"nodeAffinity": \#(json)}"#, expected)
    }

    /// A required term with that one expression.
    private static func expression(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        let terms = #"{"nodeSelectorTerms": [{"matchExpressions": [\#(json)]}]}"#
        return PodTemplateCase(name, .affinity, #"{"nodeAffinity": {"\#(required)": \#(terms)}}"#, expected)
    }

    private static let expressionPath = "\(node).\(required).nodeSelectorTerms[0].matchExpressions[0]"

    private static let structure = [
        PodTemplateCase("an empty affinity", .affinity, "{}"),
        row("an empty node affinity", "{}"),
        row("null is absent", #"{"\#(required)": null, "\#(preferred)": null}"#),
        row(
            "no terms",
            #"{"\#(required)": {}}"#,
            .required(
                "\(node).\(required).nodeSelectorTerms: Required value: must have at least one node selector term"
            )
        ),
        row(
            "an empty list of terms",
            #"{"\#(required)": {"nodeSelectorTerms": []}}"#,
            .required(
                "\(node).\(required).nodeSelectorTerms: Required value: must have at least one node selector term"
            )
        ),
        row("an empty term matches nothing", #"{"\#(required)": {"nodeSelectorTerms": [{}]}}"#),
        row("a null term is empty", #"{"\#(required)": {"nodeSelectorTerms": [null]}}"#),
        row("terms of the wrong type are the shape's business", #"{"\#(required)": {"nodeSelectorTerms": {}}}"#),
    ]

    private static let expressions = [
        expression("In with values", #"{"key": "zone", "operator": "In", "values": ["a", ""]}"#),
        expression("NotIn with a value", #"{"key": "zone", "operator": "NotIn", "values": ["a"]}"#),
        expression("Exists", #"{"key": "zone", "operator": "Exists"}"#),
        expression("DoesNotExist with an empty list", #"{"key": "zone", "operator": "DoesNotExist", "values": []}"#),
        expression("Gt with a number", #"{"key": "cores", "operator": "Gt", "values": ["4"]}"#),
        expression("Lt with something else", #"{"key": "cores", "operator": "Lt", "values": ["many"]}"#),
        expression(
            "In without values",
            #"{"key": "zone", "operator": "In"}"#,
            .required(
                "\(expressionPath).values: Required value: must be specified when `operator` is 'In' or 'NotIn'"
            )
        ),
        expression(
            "Exists with a value",
            #"{"key": "zone", "operator": "Exists", "values": ["a"]}"#,
            .forbidden(
                "\(expressionPath).values: Forbidden: "
                    + "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            )
        ),
        expression(
            "Gt without a value",
            #"{"key": "zone", "operator": "Gt"}"#,
            .required(
                "\(expressionPath).values: Required value: "
                    + "must be specified single value when `operator` is 'Lt' or 'Gt'"
            )
        ),
        expression(
            "Lt with two values",
            #"{"key": "zone", "operator": "Lt", "values": ["1", "2"]}"#,
            .required("\(expressionPath).values: Required value: must be specified single value…")
        ),
        expression(
            "an unknown operator",
            #"{"key": "zone", "operator": "in", "values": ["a"]}"#,
            .invalid("\(expressionPath).operator: Invalid value: \"in\": not a valid selector operator")
        ),
        expression(
            "no operator",
            #"{"key": "zone"}"#,
            .invalid("\(expressionPath).operator: Invalid value: \"\": not a valid selector operator")
        ),
        expression(
            "no key",
            #"{"operator": "Exists"}"#,
            .invalid("\(expressionPath).key: Invalid value: \"\": name part must be non-empty"),
            .invalid("\(expressionPath).key: Invalid value: \"\": name part must consist of…")
        ),
        expression("a wrong type says nothing about its neighbours", #"{"key": "zone", "operator": 5}"#),
        expression("values of the wrong type are not missing", #"{"key": "zone", "operator": "In", "values": "a"}"#),
        expression("an expression of the wrong type", #""zone""#),
    ]

    private static let values = [
        expression(
            "a value that no label has",
            #"{"key": "zone", "operator": "In", "values": ["a", "b c"]}"#,
            .invalid("\(expressionPath).values[1]: Invalid value: \"b c\": a valid label must be an empty string or…")
        ),
        row(
            "which a preference may ask for",
            #"""
            {"\#(preferred)": [{"weight": 1, "preference":
                {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["b c"]}]}}]}
            """#
        ),
    ]

    private static func field(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        let terms = #"{"nodeSelectorTerms": [{"matchFields": [\#(json)]}]}"#
        return PodTemplateCase(name, .affinity, #"{"nodeAffinity": {"\#(required)": \#(terms)}}"#, expected)
    }

    private static let fieldPath = "\(node).\(required).nodeSelectorTerms[0].matchFields[0]"

    private static let fields = [
        field("the node's name", #"{"key": "metadata.name", "operator": "In", "values": ["node-1.example.com"]}"#),
        field("any other node", #"{"key": "metadata.name", "operator": "NotIn", "values": ["node-1"]}"#),
        field(
            "two names",
            #"{"key": "metadata.name", "operator": "In", "values": ["a", "b"]}"#,
            .required(
                "\(fieldPath).values: Required value: "
                    + "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
            )
        ),
        field(
            "no name",
            #"{"key": "metadata.name", "operator": "In"}"#,
            .required("\(fieldPath).values: Required value: must be only one value…")
        ),
        field(
            "an operator that fields lack",
            #"{"key": "metadata.name", "operator": "Exists"}"#,
            .invalid("\(fieldPath).operator: Invalid value: \"Exists\": not a valid selector operator")
        ),
        field(
            "another field",
            #"{"key": "metadata.namespace", "operator": "In", "values": ["A B"]}"#,
            .invalid("\(fieldPath).key: Invalid value: \"metadata.namespace\": not a valid field selector key")
        ),
        field(
            "a name that no node has",
            #"{"key": "metadata.name", "operator": "In", "values": ["Node_1"]}"#,
            .invalid("\(fieldPath).values[0]: Invalid value: \"Node_1\": a lowercase RFC 1123 subdomain must…")
        ),
    ]

    private static let preferences = [
        row("weights at their borders", #"{"\#(preferred)": [{"weight": 1, "preference": {}}, {"weight": 100}]}"#),
        row(
            "weights past their borders",
            #"{"\#(preferred)": [{"weight": 0}, {"weight": 101}, {}, {"weight": -1}]}"#,
            .invalid("\(node).\(preferred)[0].weight: Invalid value: 0: must be in the range 1-100"),
            .invalid("\(node).\(preferred)[1].weight: Invalid value: 101: must be in the range 1-100"),
            .invalid("\(node).\(preferred)[2].weight: Invalid value: 0: must be in the range 1-100"),
            .invalid("\(node).\(preferred)[3].weight: Invalid value: -1: must be in the range 1-100")
        ),
        row(
            "a preference is looked into",
            #"{"\#(preferred)": [{"weight": 1, "preference": {"matchExpressions": [{"key": "a", "operator": "Gt"}]}}]}"#,
            .required("\(node).\(preferred)[0].preference.matchExpressions[0].values: Required value: must be…")
        ),
        row("a weight of the wrong type is the shape's business", #"{"\#(preferred)": [{"weight": "1"}]}"#),
    ]
}
