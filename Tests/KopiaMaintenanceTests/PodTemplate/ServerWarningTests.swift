import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// What the API server warns of in the pod template and the claim; the oracle holds the same against a real one.
@Suite("Of what the API server would tell the controller the user is told")
struct ServerWarningTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let field: String
        let json: String
        fileprivate(set) var warnings: [String]

        init(_ name: String, _ field: String, _ json: String, _ warnings: String...) {
            testDescription = name
            (self.field, self.json, self.warnings) = (field, json, warnings)
        }
    }

    static let resources: [Case] = [
        Case("whole bytes", "resources", #"{"limits": {"memory": "1.5Ki", "ephemeral-storage": "2e3", "cpu": "5m"}}"#),
        Case(
            "half a byte, as a limit and as a request",
            "resources",
            #"{"limits": {"memory": "1500m"}, "requests": {"memory": "0.5"}}"#,
            #"spec.resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer"#,
            #"spec.resources.requests[memory]: fractional byte value "500m" is invalid, must be an integer"#
        ),
        Case(
            "storage on the node",
            "resources",
            #"{"limits": {"ephemeral-storage": "1u"}}"#,
            #"spec.resources.limits[ephemeral-storage]: fractional byte value "1m" is invalid, must be an integer"#
        ),
        Case(
            "the cache",
            "cacheCapacity",
            #""0.1""#,
            #"spec.cacheCapacity: fractional byte value "100m" is invalid, must be an integer"#
        ),
    ]

    static let nodes: [Case] = [
        Case("labels of today", "nodeSelector", #"{"kubernetes.io/arch": "amd64", "disk": "ssd"}"#),
        Case(
            "a label that another took the place of",
            "nodeSelector",
            #"{"beta.kubernetes.io/instance-type": "m5"}"#,
            "spec.nodeSelector[beta.kubernetes.io/instance-type]: deprecated since v1.17; "
                + #"use "node.kubernetes.io/instance-type" instead"#
        ),
        Case(
            "a key of a term",
            "affinity",
            #"{"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": "#
                + #"[{"matchExpressions": [{"key": "beta.kubernetes.io/os", "operator": "Exists"}]}]}}}"#,
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]"
                + ".matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; "
                + #"use "kubernetes.io/os" instead"#
        ),
        Case(
            "a topology key, which the API server takes without a word",
            "affinity",
            #"{"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": "#
                + #"[{"topologyKey": "failure-domain.beta.kubernetes.io/zone", "labelSelector": {}}]}}"#
        ),
        Case(
            "pods of whatever labels",
            "affinity",
            #"{"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": "#
                + #"[{"weight": 1, "podAffinityTerm": {"topologyKey": "zone", "namespaceSelector": {}}}]}}"#,
            "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm"
                + ".labelSelector: a null labelSelector results in matching no pod"
        ),
    ]

    static let files: [Case] = [
        secret("files beside each other", "a", "ab", "a.b", "c/a"),
        secret("a file in the place of a folder", "a", "a/b", overlaps: (1, "a/b", "a")),
        secret("the folder behind the file", "a/b/c", "a", overlaps: (1, "a", "a/b/c")),
        secret("slashes at the end", "a//", "a/", overlaps: (1, "a", "a")),
        secret(
            "three that are in each other's way, in the order of the items",
            "a/b",
            "a",
            "a/b/c",
            overlaps: (1, "a", "a/b"),
            (2, "a/b/c", "a/b"),
            (2, "a/b/c", "a")
        ),
        secret("an accent that hides a slash", "a", "a/\u{301}b", overlaps: (1, "a/\u{301}b", "a")),
    ]

    private static func secret(
        _ name: String,
        _ paths: String...,
        overlaps: (item: Int, path: String, with: String)...
    ) -> Case {
        let items = paths.map { #"{"key": "k", "path": "\#($0)"}"# }.joined(separator: ", ")
        var made = Case(
            name,
            "moverVolumes",
            #"[{"mountPath": "m", "volumeSource": {"secret": {"secretName": "s", "items": [\#(items)]}}}]"#
        )
        made = made.expecting(
            overlaps.map {
                let path = "spec.moverVolumes[0].volumeSource.secret.items[\($0.item)].path"
                return "\(path): overlapping paths: \($0.path.goQuoted) with \($0.with.goQuoted)"
            }
        )
        return made
    }

    @Test(arguments: resources + nodes + files)
    func warns(_ row: Case) throws {
        var spec = JSONObject(members: [("repository", ["repository": "r"])])
        spec[row.field] = try JSONParser.parse(row.json.utf8)
        let validation = Validation(.kopiaMaintenance(.object(spec)))
        #expect(validation.findings == [])
        #expect(validation.warnings == row.warnings)
    }

    @Test("A list of warnings ends where nobody reads on")
    func many() {
        let items: [JSONValue] = (0..<20_000).map { _ in ["key": "k", "path": "same"] }
        let volume: JSONValue = [
            "mountPath": "m", "volumeSource": ["secret": ["secretName": "s", "items": .array(items)]],
        ]
        let object = JSONValue.kopiaMaintenance(["repository": ["repository": "r"], "moverVolumes": [volume]])
        #expect(Validation(object).warnings.count == 100)
    }
}

extension ServerWarningTests.Case {
    fileprivate func expecting(_ warnings: [String]) -> Self {
        var row = Self(testDescription, field, json)
        row.warnings = warnings
        return row
    }
}
