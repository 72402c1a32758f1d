import KopiaMaintenance
import KubernetesAPI
import Testing

@Suite struct UndeclaredFieldsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let fields: KeyValuePairs<String, JSONValue?>
        /// The paths below the pod's specification, as a 1.36 API server named them.
        let paths: [String]
        let names: [String]
        /// The fields as they would be without the unknown ones.
        let known: KeyValuePairs<String, JSONValue?>

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "in the pod's security context",
            fields: ["podSecurityContext": ["runAsUser": 1, "future": ["a": 1]]],
            paths: [".securityContext.future"],
            names: ["spec.podSecurityContext.future"],
            known: ["podSecurityContext": ["runAsUser": 1]]
        ),
        Case(
            name: "in both security contexts",
            fields: [
                "podSecurityContext": ["runAsUser": 1, "future": 1],
                "containerSecurityContext": ["runAsNonRoot": true, "capabilities": ["drop": ["ALL"], "q": []]],
            ],
            paths: [
                #".containers[name="kopia-maintenance"].securityContext.capabilities.q"#, ".securityContext.future",
            ],
            names: ["spec.containerSecurityContext.capabilities.q", "spec.podSecurityContext.future"],
            known: [
                "podSecurityContext": ["runAsUser": 1],
                "containerSecurityContext": ["runAsNonRoot": true, "capabilities": ["drop": ["ALL"]]],
            ]
        ),
        Case(
            name: "in elements of a list",
            fields: ["tolerations": [["operator": "Exists", "zz": 1], ["key": "a", "operator": "Exists", "yy": 2]]],
            paths: [".tolerations[0].zz", ".tolerations[1].yy"],
            names: ["spec.tolerations[0].zz", "spec.tolerations[1].yy"],
            known: ["tolerations": [["operator": "Exists"], ["key": "a", "operator": "Exists"]]]
        ),
        Case(
            name: "with dots in its name",
            fields: ["resources": ["limits": ["memory": "1Gi"], "u.v": [:], "u": ["w": 1]]],
            paths: [#".containers[name="kopia-maintenance"].resources.u.v"#],
            names: ["spec.resources.u.v"],
            known: ["resources": ["limits": ["memory": "1Gi"], "u": ["w": 1]]]
        ),
        Case(
            name: "in a volume",
            fields: [
                "moverVolumes": [
                    [
                        "mountPath": "s",
                        "volumeSource": ["secret": ["secretName": "s", "items": [["key": "a", "path": "b", "w": 1]]]],
                    ]
                ]
            ],
            paths: [#".volumes[name="u-s"].secret.items[0].w"#],
            names: [#"spec.moverVolumes[mountPath="s"].secret.items[0].w"#],
            known: [
                "moverVolumes": [
                    [
                        "mountPath": "s",
                        "volumeSource": ["secret": ["secretName": "s", "items": [["key": "a", "path": "b"]]]],
                    ]
                ]
            ]
        ),
    ]

    @Test("What the API server does not know is left out, and named where the user wrote it", arguments: cases)
    func removal(_ example: Case) throws {
        let cronJob = try #require(RenderingFixtures.rendering(example.fields).cronJob())
        let job = RenderingFixtures.rendering(example.fields).manualJob(tag: "x")
        let ofCronJob = try #require(
            UndeclaredFields(of: cronJob, refusedWith: Self.message(example.paths, below: ".spec.jobTemplate"))
        )
        let ofJob = try #require(UndeclaredFields(of: job, refusedWith: Self.message(example.paths, below: "")))
        #expect(ofCronJob.names == example.names)
        #expect(ofJob.names == example.names)
        #expect(ofCronJob.remaining == RenderingFixtures.rendering(example.known).cronJob())
        #expect(ofJob.remaining == RenderingFixtures.rendering(example.known).manualJob(tag: "x"))
    }

    private static func message(_ paths: [String], below prefix: String) -> String {
        let lines = paths.map { "\(prefix).spec.template.spec\($0): field not declared in schema" }
        let start = "failed to create typed patch object (prod/kopia-maint-a.b-0c; batch/v1, Kind=CronJob): "
        return start + (lines.count == 1 ? lines[0] : "errors:\n  " + lines.joined(separator: "\n  "))
    }

    @Test(
        "Another message takes nothing out",
        arguments: [
            "", "etcdserver: request timed out",
            "failed to create typed patch object (a/b; batch/v1, Kind=Job): .spec.x: expected list, got &{map[a:1]}",
            "failed to create typed patch object (a/b; batch/v1, Kind=Job): .spec.none: field not declared in schema",
            ": field not declared in schema", " .: field not declared in schema",
            " .spec[name=\"x\": field not declared in schema", " .spec.: field not declared in schema",
        ]
    )
    func otherMessages(_ message: String) {
        let job = RenderingFixtures.rendering().manualJob(tag: "x")
        #expect(UndeclaredFields(of: job, refusedWith: message) == nil)
    }
}
