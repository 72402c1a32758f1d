import KopiaMaintenance
import Testing

@Suite("Resources")
struct ResourceRulesTests {
    @Test("are taken and refused as the API server does", arguments: cases)
    func table(_ row: PodTemplateCase) throws { try row.check() }

    private static let limits = "spec.resources.limits"
    private static let requests = "spec.resources.requests"

    static let cases = accepted + quantities + comparisons + extended + hugePages + claims

    private static func row(_ name: String, _ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        PodTemplateCase(name, .resources, json, expected)
    }

    private static func limit(_ json: String, _ expected: ExpectedFinding...) -> PodTemplateCase {
        PodTemplateCase("a limit of \(json)", .resources, #"{"limits": {\#(json)}}"#, expected)
    }

    private static let accepted = [
        row("none", "{}"),
        row("the default", #"{"requests": {"memory": "256Mi"}, "limits": {"memory": "1Gi"}}"#),
        row("a request without a limit", #"{"requests": {"cpu": "100m", "ephemeral-storage": "1Gi"}}"#),
        row("a limit without a request", #"{"limits": {"cpu": 2, "memory": "1Gi", "nvidia.com/gpu": 1}}"#),
        row("nothing at all", #"{"requests": {"cpu": 0, "memory": "0"}, "limits": {}, "claims": []}"#),
        row("null maps", #"{"requests": null, "limits": null, "claims": null}"#),
        row("a null amount is none", #"{"limits": {"cpu": null}}"#),
    ]

    private static let quantities = [
        limit(#""memory": 1073741824"#), limit(#""cpu": "0.5""#), limit(#""cpu": "1.5e3""#), limit(#""memory": "12E""#),
        limit(#""memory": "+1Gi""#), limit(#""memory": ".5Gi""#), limit(#""memory": " 1Gi ""#), limit(#""cpu": "1n""#),
        limit(#""memory": "-0""#),
        limit(
            #""memory": "-1""#,
            .invalid("\(limits)[memory]: Invalid value: \"-1\": must be greater than or equal to 0")
        ),
        limit(#""memory": -1"#, .invalid("\(limits)[memory]: Invalid value: -1: must be greater than or equal to 0")),
        limit(#""cpu": "-1n""#, .invalid("\(limits)[cpu]: Invalid value: \"-1n\": must be greater than or equal to 0")),
        limit(#""memory": """#, .invalid("\(limits)[memory]: Invalid value: \"\": quantities must match…")),
        limit(#""memory": "1 Gi""#, .invalid("\(limits)[memory]: Invalid value: \"1 Gi\": …")),
        limit(#""memory": "1gb""#, .invalid("\(limits)[memory]: Invalid value: \"1gb\": …")),
        limit(#""memory": "lots""#, .invalid("\(limits)[memory]: Invalid value: \"lots\": quantities must match…")),
        limit(#""memory": "1Gi\n""#, .invalid("\(limits)[memory]: Invalid value: \"1Gi\\n\": …")),
        limit(#""memory": "\u00a01Gi\u3000""#),
        limit(#""memory": "1Gi\u2028""#, .invalid("\(limits)[memory]: Invalid value: \"1Gi\\u2028\": …")),
        limit(#""memory": "0x10""#, .invalid("\(limits)[memory]: Invalid value: \"0x10\": …")),
        row(
            "amounts that are none, in both",
            #"{"limits": {"cpu": "a"}, "requests": {"cpu": "b"}}"#,
            .invalid("\(limits)[cpu]: Invalid value: \"a\": …"),
            .invalid("\(requests)[cpu]: Invalid value: \"b\": …")
        ),
    ]

    private static let comparisons = [
        row("equal, written otherwise", #"{"limits": {"memory": "1Gi"}, "requests": {"memory": "1024Mi"}}"#),
        row(
            "a request above its limit",
            #"{"limits": {"memory": "1Gi"}, "requests": {"memory": "1025Mi"}}"#,
            .invalid(
                "\(requests)[memory]: Invalid value: \"1025Mi\": must be less than or equal to memory limit of 1Gi"
            )
        ),
        row(
            "numbers",
            #"{"limits": {"cpu": 1}, "requests": {"cpu": 2}}"#,
            .invalid("\(requests)[cpu]: Invalid value: 2: must be less than or equal to cpu limit of 1")
        ),
        row(
            "a limit of null is none: the definition drops it",
            #"{"limits": {"cpu": null, "bogus": null}, "requests": {"cpu": 1}}"#
        ),
        row("amounts are rounded up to thousandths", #"{"limits": {"cpu": "1.1m"}, "requests": {"cpu": "1.9m"}}"#),
        row(
            "before they are compared",
            #"{"limits": {"cpu": "1m"}, "requests": {"cpu": "1.0001m"}}"#,
            .invalid("\(requests)[cpu]: Invalid value: \"1.0001m\": must be less than or equal to cpu limit of 1m")
        ),
        row(
            "a hostile exponent costs nothing",
            #"{"limits": {"cpu": "1e99999999", "memory": "1e-99999999"}, "requests": {"cpu": "1e99999998"}}"#
        ),
        row(
            "a negative request",
            #"{"limits": {"cpu": 1}, "requests": {"cpu": "-1"}}"#,
            .invalid("\(requests)[cpu]: Invalid value: \"-1\": must be greater than or equal to 0")
        ),
    ]

    private static let extended = [
        row("as many as the limit", #"{"limits": {"nvidia.com/gpu": 2}, "requests": {"nvidia.com/gpu": "2000m"}}"#),
        row(
            "fewer than the limit",
            #"{"limits": {"nvidia.com/gpu": 2}, "requests": {"nvidia.com/gpu": 1}}"#,
            .invalid("\(requests)[nvidia.com/gpu]: Invalid value: 1: must be equal to nvidia.com/gpu limit of 2")
        ),
        row(
            "no limit",
            #"{"requests": {"nvidia.com/gpu": 1}}"#,
            .required("\(limits)[nvidia.com/gpu]: Required value: Limit must be set for non overcommitable resources")
        ),
        limit(
            #""nvidia.com/gpu": "1500m""#,
            .invalid("\(limits)[nvidia.com/gpu]: Invalid value: \"1500m\": must be an integer")
        ),
        limit(
            #""nvidia.com/gpu": "0.5""#,
            .invalid("\(limits)[nvidia.com/gpu]: Invalid value: \"0.5\": must be an integer")
        ),
        limit(#""nvidia.com/gpu": "0.9999999""#),
        limit(
            #""nvidia.com/gpu": "1.0000001""#,
            .invalid("\(limits)[nvidia.com/gpu]: Invalid value: \"1.0000001\": must be an integer")
        ),
        limit(#""nvidia.com/gpu": "1e30""#),
        row(
            "Kubernetes' own are no devices",
            #"{"limits": {"x.kubernetes.io/y": "1.5"}, "requests": {"x.kubernetes.io/y": 1}}"#
        ),
    ]

    private static let hugePages = [
        row("huge pages beside memory", #"{"limits": {"hugepages-2Mi": "4Mi", "memory": "1Gi"}}"#),
        row(
            "huge pages beside a request",
            #"{"limits": {"hugepages-2Mi": "4Mi"}, "requests": {"hugepages-2Mi": "4Mi", "cpu": 1}}"#
        ),
        row(
            "huge pages alone",
            #"{"limits": {"hugepages-1Gi": "1Gi", "ephemeral-storage": 1}}"#,
            .forbidden("spec.resources: Forbidden: HugePages require cpu or memory")
        ),
        row(
            "fewer than the limit",
            #"{"limits": {"hugepages-2Mi": "4Mi", "cpu": 1}, "requests": {"hugepages-2Mi": "2Mi"}}"#,
            .invalid("\(requests)[hugepages-2Mi]: Invalid value: \"2Mi\": must be equal to hugepages-2Mi limit of 4Mi")
        ),
        row(
            "no limit",
            #"{"requests": {"hugepages-2Mi": "2Mi", "memory": "1Gi"}}"#,
            .required("\(limits)[hugepages-2Mi]: Required value: Limit must be set for non overcommitable resources")
        ),
        limit(#""cpu": 1, "hugepages-2Mi": 0"#),
        limit(
            #""cpu": 1, "hugepages-2Mi": "3Mi""#,
            .invalid(
                "\(limits)[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi"
            )
        ),
        limit(
            #""cpu": 1, "hugepages-none": "2Mi""#,
            .invalid("\(limits)[hugepages-none]: Invalid value: \"2Mi\": 2Mi is not positive integer multiple of…")
        ),
        limit(
            #""cpu": 1, "hugepages-0": 0"#,
            .invalid("\(limits)[hugepages-0]: Invalid value: 0: 0 is not positive integer multiple of hugepages-0")
        ),
        limit(
            #""cpu": 1, "hugepages-2500m": 5"#,
            .invalid("\(limits)[hugepages-2500m]: Invalid value: 5: 5 is not positive integer multiple of…")
        ),
        limit(#""cpu": 1, "hugepages-2": "1500m""#),
        limit(#""cpu": 1, "hugepages--2Mi": 0"#, .invalid("\(limits)[hugepages--2Mi]: Invalid value: 0: 0 is not…")),
    ]

    private static let claims = [
        row(
            "a claim that the pod does not have",
            #"{"claims": [{"name": "gpu", "request": "one"}]}"#,
            .invalid(
                "spec.resources.claims[0].name: Invalid value: \"gpu\": "
                    + "must be one of the names in pod.spec.resourceClaims which is empty"
            )
        ),
        row(
            "a claim's request that is no name",
            #"{"claims": [{"name": "gpu", "request": "One"}]}"#,
            .invalid("spec.resources.claims[0].name: Invalid value: \"gpu\": must be one of…"),
            .invalid("spec.resources.claims[0].request: Invalid value: \"One\": a lowercase RFC 1123 label…")
        ),
        row(
            "claims without a name",
            #"{"claims": [{}, null]}"#,
            .required("spec.resources.claims[0].name: Required value"),
            .required("spec.resources.claims[1].name: Required value")
        ),
        row(
            "wrong types",
            #"{"claims": [5, {"name": 5}], "limits": {"cpu": true}, "requests": {"cpu": "1", "memory": []}}"#
        ),
    ]
}
