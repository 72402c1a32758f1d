import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

/// Runs go where a volume that they share with other pods is in use.
@Suite struct VolumePlacementTests {
    private static func pod(
        _ name: String,
        on node: String?,
        claim: String = "data",
        phase: String = "Running",
        labels: JSONValue = [:]
    ) -> JSONValue {
        let spec: JSONValue = [
            "volumes": [["name": "v", "persistentVolumeClaim": ["claimName": .string(claim)]]],
            "tolerations": [["key": "only", "operator": "Exists"]],
        ]
        return [
            "metadata": ["name": .string(name), "labels": labels], "status": ["phase": .string(phase)],
            "spec": node.map { spec.setting(.string($0), at: "nodeName") } ?? spec,
        ]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let pods: [JSONValue]
        let node: String?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "nobody uses it", pods: [pod("a", on: "n1", claim: "other")], node: nil),
        Case(name: "a pod that runs", pods: [pod("a", on: "n1")], node: "n1"),
        Case(name: "one that starts", pods: [pod("a", on: "n1", phase: "Pending")], node: "n1"),
        Case(name: "one that waits for a node", pods: [pod("a", on: nil, phase: "Pending")], node: nil),
        Case(name: "one that has ended", pods: [pod("a", on: "n1", phase: "Succeeded")], node: nil),
        Case(name: "running first", pods: [pod("a", on: "n1", phase: "Pending"), pod("b", on: "n2")], node: "n2"),
        Case(name: "then by name", pods: [pod("b", on: "n2"), pod("a", on: "n1")], node: "n1"),
        Case(
            name: "a run of maintenance",
            pods: [pod("a", on: "n1", labels: ["volsync.backube/kopia-maintenance": "true"])],
            node: nil
        ),
        Case(
            name: "a backup",
            pods: [pod("a", on: "n1", labels: ["app.kubernetes.io/created-by": "volsync"])],
            node: nil
        ),
    ]

    @Test("The node is that of a pod which has the claim", arguments: cases)
    func node(_ example: Case) {
        #expect(VolumePlacement(besideUsersOf: ["data"], among: example.pods)?.node == example.node)
    }

    @Test("Claims matter unless the user has said where runs belong")
    func claims() {
        let volumes: JSONValue = [
            ["mountPath": "a", "volumeSource": ["persistentVolumeClaim": ["claimName": "data"]]],
            ["mountPath": "b", "volumeSource": ["secret": ["secretName": "s"]]],
        ]
        func claims(_ spec: JSONValue) -> Set<String> {
            let object = JSONValue.kopiaMaintenance(spec.setting(volumes, at: "moverVolumes"))
            return VolumePlacement.claims(of: KopiaMaintenance(object).spec)
        }
        #expect(claims([:]) == ["data"])
        #expect(claims(["nodeSelector": [:], "tolerations": []]) == ["data"])
        #expect(claims(["nodeSelector": ["disk": "ssd"]]).isEmpty)
        #expect(claims(["tolerations": [["operator": "Exists"]]]).isEmpty)
    }

    @Test(
        "Only a claim that attaches to one node at a time matters",
        arguments: [
            ("ReadWriteOnce", true), ("ReadWriteOncePod", true), ("ReadWriteMany", false), ("ReadOnlyMany", false),
        ]
    )
    func modes(mode: String, isBound: Bool) {
        #expect(VolumePlacement.isBoundToOneNode(["spec": ["accessModes": [.string(mode)]]]) == isBound)
    }

    private static let spec: JSONValue = [
        "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
        "affinity": [
            "nodeAffinity": [
                "requiredDuringSchedulingIgnoredDuringExecution": [
                    "nodeSelectorTerms": [
                        ["matchExpressions": [["key": "a", "operator": "Exists"]]],
                        ["matchExpressions": [["key": "b", "operator": "Exists"]]],
                    ]
                ]
            ]
        ],
        "moverVolumes": [["mountPath": "data", "volumeSource": ["persistentVolumeClaim": ["claimName": "data"]]]],
    ]

    @Test("A scheduled run is sent there, and the CronJob names no node, however often it is looked at (B18)")
    func scheduled() throws {
        var cluster = SimulatedCluster()
        cluster.present.insert(.claim("data"))
        cluster.claimsOnOneNode = ["data"]
        cluster.submit("km", Self.spec)
        try cluster.settle()
        let cronJob = try #require(cluster.all("CronJob").first)
        let name = try #require(cronJob["metadata"]?["name"]?.string)
        #expect(cronJob["spec"]?["jobTemplate"]?["spec"]?["suspend"] == true)
        #expect(!cronJob.jsonText.contains("matchFields"))
        cluster.fire(name)
        cluster.placement = VolumePlacement(besideUsersOf: ["data"], among: [Self.pod("app", on: "n7")])
        try cluster.settle()
        let pod = try #require(cluster.running(on: "repo").first).json["spec"]?["template"]?["spec"]
        let affinity = pod?["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]
        let terms = try #require(affinity?["nodeSelectorTerms"]?.array)
        let here: JSONValue = [["key": "metadata.name", "operator": "In", "values": ["n7"]]]
        #expect(terms.map { $0["matchFields"] } == [here, here], "terms are alternatives")
        #expect(terms.map { $0["matchExpressions"]?.array?.first?["key"] } == ["a", "b"])
        #expect(pod?["tolerations"] == [["key": "only", "operator": "Exists"]])
        #expect(cluster.all("CronJob").first?["spec"] == cronJob["spec"])
    }

    @Test("Where nobody uses the claim the run starts wherever it can")
    func unused() throws {
        var cluster = SimulatedCluster()
        cluster.present.insert(.claim("data"))
        cluster.claimsOnOneNode = ["data"]
        cluster.submit("km", Self.spec.setting(["manual": "x"], at: "trigger").setting(nil, at: "affinity"))
        try cluster.settle()
        #expect(try #require(cluster.running(on: "repo").first).json["spec"]?["template"]?["spec"]?["affinity"] == nil)
    }
}
