package import KubernetesAPI

/// Makes KopiaMaintenance objects of every sort: valid ones, wrong ones, and ones of the wrong type.
///
/// Each field is mostly absent and otherwise drawn from a pool of values that users write, or that stand at
/// the border of a rule.
package struct ObjectGenerator {
    private var random: SeededGenerator

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// The next object; `wellTyped` leaves out values of a wrong JSON type, which the API server would refuse unseen.
    package mutating func next(wellTyped: Bool = false) -> JSONValue {
        var spec = JSONObject()
        for (name, pool) in FieldPools.all where Int.random(in: 0..<8, using: &random) == 0 {
            spec[name] = pool.randomElement(using: &random)
        }
        if !wellTyped, Int.random(in: 0..<4, using: &random) == 0,
            let name = FieldPools.all.randomElement(using: &random)?.name
        {
            spec[name] = FieldPools.wrongTypes.randomElement(using: &random)
        }
        // Most objects name their repository, or little else would ever be judged alone.
        if Int.random(in: 0..<8, using: &random) != 0 { spec["repository"] = ["repository": "prod-backup-config"] }
        return .kopiaMaintenance(.object(spec), metadata: ["name": "generated", "namespace": "default"])
    }
}

/// The values from which objects are made.
private enum FieldPools {
    static let wrongTypes: [JSONValue] = [7, "text", true, [], [:], [1, "a"], .number(JSONNumber(validated: "1.5"))]

    static let all: [(name: String, pool: [JSONValue])] = [
        ("repository", [["repository": ""], ["repository": "Bad_Name"], ["repository": "a.b-c"], [:]]),
        ("trigger", triggers),
        ("schedule", ["0 2 * * *", "@daily", "garbage", "0 0 31 2 *"]),
        ("enabled", [true, false]),
        ("suspend", [true, false]),
        ("successfulJobsHistoryLimit", [0, 3, -1]),
        ("failedJobsHistoryLimit", [0, 1, -5]),
        ("activeDeadlineSeconds", [600, 10800, 599, 0]),
        ("resources", resources),
        ("serviceAccountName", ["backup", "", "Not-A-Name", "a..b"]),
        ("podSecurityContext", podContexts),
        ("containerSecurityContext", containerContexts),
        ("moverPodLabels", [["team": "storage"], [:], ["bad key": "x"], ["a": "-bad-"], ["a/b": ""]]),
        ("nodeSelector", [["disk": "ssd"], ["kubernetes.io/os": "linux"], ["bad key": "x"], ["a": "b c"]]),
        ("tolerations", tolerations),
        ("affinity", affinities),
        ("cacheCapacity", ["10Gi", "0", "-1Gi", 1024, "ten", "1e3", "1.5Gi"]),
        ("cacheStorageClassName", ["fast-ssd", "", "Fast"]),
        (
            "cacheAccessModes",
            [["ReadWriteOnce"], ["ReadWriteOncePod"], ["ReadWriteOncePod", "ReadWriteMany"], [], ["Some"]]
        ),
        ("metadataCacheSizeLimitMB", [0, 500, -1]),
        ("contentCacheSizeLimitMB", [0, 500, -1]),
        ("cachePVC", ["shared-cache", "", "Shared"]),
        ("moverVolumes", moverVolumes),
    ]

    private static let triggers: [JSONValue] = [
        ["schedule": "0 3 * * *"], ["manual": "run-1"], ["schedule": "@weekly", "manual": "x"], [:],
        ["schedule": "60 * * * *"], ["schedule": "@every 1h30m"], ["schedule": "*/5 * * * *"],
        ["schedule": "0 0 30 2 *"], ["manual": "a\nb"],
    ]

    private static let resources: [JSONValue] = [
        ["requests": ["cpu": "100m", "memory": "256Mi"], "limits": ["cpu": "500m", "memory": "1Gi"]],
        ["requests": ["memory": "2Gi"], "limits": ["memory": "1Gi"]],
        ["limits": ["nvidia.com/gpu": 1]], ["requests": ["nvidia.com/gpu": 1]], ["limits": ["nvidia.com/gpu": "500m"]],
        ["limits": ["bogus": "1"]], ["requests": ["cpu": "-1"]], ["limits": ["hugepages-2Mi": "4Mi"]],
        ["limits": ["hugepages-2Mi": "4Mi", "memory": "1Gi"]], ["requests": ["ephemeral-storage": "1Gi"]],
        ["claims": [["name": "gpu"]]], ["limits": ["memory": "much"]], ["limits": ["cpu": "0.0001"]],
    ]

    private static let podContexts: [JSONValue] = [
        ["runAsUser": 2000, "fsGroup": 2000, "runAsNonRoot": true], ["runAsUser": 0],
        ["runAsUser": 0, "runAsNonRoot": true],
        ["runAsUser": -1], ["seccompProfile": ["type": "RuntimeDefault"]], ["seccompProfile": ["type": "Localhost"]],
        ["fsGroupChangePolicy": "OnRootMismatch"], ["fsGroupChangePolicy": "Sometimes"],
        ["sysctls": [["name": "net.ipv4.tcp_syncookies", "value": "1"]]], ["sysctls": [["name": "a b", "value": "1"]]],
        ["supplementalGroups": [4000, 4_294_967_296]], ["windowsOptions": ["runAsUserName": "x"]],
        ["someFutureField": ["a": 1]],
    ]

    private static let containerContexts: [JSONValue] = [
        ["allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]]], ["privileged": true],
        ["privileged": true, "allowPrivilegeEscalation": false], ["runAsNonRoot": true, "runAsUser": 0],
        ["capabilities": ["add": ["CAP_SYS_ADMIN"]], "allowPrivilegeEscalation": false], ["runAsUser": 568],
        ["procMount": "Default"], ["procMount": "Unmasked"], ["procMount": "Odd"], ["runAsGroup": -7],
        ["appArmorProfile": ["type": "RuntimeDefault"]], ["appArmorProfile": ["type": "Unknown"]],
    ]

    private static let tolerations: [JSONValue] = [
        [["operator": "Exists"]], [["key": "a", "operator": "Equal", "value": "b", "effect": "NoSchedule"]],
        [["key": "a", "operator": "Exists", "value": "b"]], [["effect": "Never"]], [["operator": "Near", "key": "a"]],
        [["key": "a", "effect": "NoExecute", "tolerationSeconds": 5]], [["key": "a", "tolerationSeconds": 5]],
        [["key": "bad key", "operator": "Exists"]], [["value": "x"]], [],
    ]

    private static let affinities: [JSONValue] = [
        nodeAffinity(["key": "zone", "operator": "In", "values": ["a"]]),
        nodeAffinity(["key": "zone", "operator": "In"]),
        nodeAffinity(["key": "zone", "operator": "Exists", "values": ["a"]]),
        nodeAffinity(["key": "zone", "operator": "Gt", "values": ["3"]]),
        nodeAffinity(["key": "zone", "operator": "Beside", "values": ["3"]]),
        ["nodeAffinity": ["requiredDuringSchedulingIgnoredDuringExecution": ["nodeSelectorTerms": []]]],
        podAntiAffinity(["topologyKey": "kubernetes.io/hostname", "labelSelector": ["matchLabels": ["a": "b"]]]),
        podAntiAffinity(["labelSelector": ["matchLabels": ["a": "b"]]]),
        podAntiAffinity(["topologyKey": "zone", "namespaces": ["Bad_NS"]]),
        [:],
    ]

    private static func nodeAffinity(_ expression: JSONValue) -> JSONValue {
        [
            "nodeAffinity": [
                "requiredDuringSchedulingIgnoredDuringExecution": [
                    "nodeSelectorTerms": [["matchExpressions": [expression]]]
                ]
            ]
        ]
    }

    private static func podAntiAffinity(_ term: JSONValue) -> JSONValue {
        ["podAntiAffinity": ["requiredDuringSchedulingIgnoredDuringExecution": [term]]]
    }

    private static let moverVolumes: [JSONValue] = [
        [["mountPath": "repository", "volumeSource": ["nfs": ["server": "nas", "path": "/kopia"]]]],
        [
            ["mountPath": "a", "volumeSource": ["secret": ["secretName": "s"]]],
            ["mountPath": "a", "volumeSource": ["secret": ["secretName": "t"]]],
        ],
        [["mountPath": "a/b", "volumeSource": ["persistentVolumeClaim": ["claimName": "c"]]]],
        [["mountPath": "a", "volumeSource": [:]]],
        [["mountPath": "Upper", "volumeSource": ["secret": ["secretName": "s"]]]],
        [["mountPath": "a", "volumeSource": ["nfs": ["server": "nas", "path": "kopia"]]]],
        [["mountPath": "a", "volumeSource": ["secret": ["secretName": "s"], "nfs": ["server": "n", "path": "/"]]]],
        [
            [
                "mountPath": "a",
                "volumeSource": ["secret": ["secretName": "s", "items": [["key": "k", "path": "../up"]]]],
            ]
        ],
        [["mountPath": "x", "volumeSource": ["persistentVolumeClaim": ["claimName": "Bad_Claim"]]]],
    ]
}
