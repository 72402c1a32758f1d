package import KubernetesAPI

/// Makes manifests as people write them: few fields, and those often with the value of the default or a part of it.
package struct ManifestGenerator {
    private var random: SeededGenerator

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// What a field may be; nil leaves it out.
    private static let choices: [(name: String, values: [JSONValue?])] = [
        (
            "trigger",
            [nil, nil, [:], ["schedule": "0 2 * * *"], ["schedule": "@weekly"], ["manual": "a"], ["manual": ""]]
        ),
        ("schedule", [nil, nil, nil, nil, "@daily", "0 2 * * *"]),
        ("enabled", [nil, nil, true, false]),
        ("suspend", [nil, nil, true, false]),
        ("successfulJobsHistoryLimit", [nil, nil, 3, 5]),
        ("failedJobsHistoryLimit", [nil, nil, 1, 0]),
        ("activeDeadlineSeconds", [nil, nil, 10800, 7200]),
        (
            "resources",
            [
                nil, nil, [:], ["requests": [:]], ["requests": ["memory": "2Gi"]], ["limits": ["memory": "128Mi"]],
                ["requests": ["memory": "256Mi"]], ["limits": ["memory": "1Gi"]],
                ["requests": ["memory": "256Mi"], "limits": ["memory": "1Gi"]],
                ["requests": ["memory": "256Mi", "cpu": "1"]], ["requests": ["cpu": "1"], "limits": ["memory": "1Gi"]],
                ["requests": ["memory": "256Mi"], "limits": ["memory": "512Mi"]],
            ]
        ),
        (
            "podSecurityContext",
            [
                nil, nil, [:], ["runAsUser": 568, "runAsGroup": 568], ["runAsUser": 1000],
                ["fsGroup": 1000, "runAsNonRoot": true], ["runAsUser": 1000, "fsGroup": 1000, "runAsNonRoot": true],
            ]
        ),
        (
            "containerSecurityContext",
            [
                nil, nil, [:], ["privileged": true], ["privileged": false], ["capabilities": ["drop": ["ALL"]]],
                ["capabilities": [:]], ["capabilities": ["add": ["CHOWN"]]], ["readOnlyRootFilesystem": false],
                ["allowPrivilegeEscalation": false, "capabilities": ["drop": ["NET_RAW"]]],
                [
                    "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]], "privileged": false,
                    "readOnlyRootFilesystem": true, "runAsNonRoot": true,
                ],
            ]
        ),
        ("cacheCapacity", [nil, nil, nil, "5Gi", "1Gi"]),
        ("cacheStorageClassName", [nil, nil, nil, "fast", ""]),
        ("cacheAccessModes", [nil, nil, nil, ["ReadWriteOnce"], ["ReadWriteMany"], []]),
        ("cachePVC", [nil, nil, nil, nil, "claim", ""]),
    ]

    private static let authorities: [JSONValue?] = [
        nil, nil, ["secretName": "s"], ["configMapName": "c"], ["secretName": "s", "key": "ca.crt"],
        ["secretName": "s", "key": "k"], [:],
    ]

    /// The next manifest.
    package mutating func next() -> JSONValue {
        var spec: JSONValue = ["repository": ["repository": "s"]]
        if oneIn(3), let authority = Self.authorities.randomElement(using: &random) ?? nil {
            spec = spec.setting(authority, at: "repository", "customCA")
        }
        let density = Int.random(in: 2...6, using: &random)
        for (name, values) in Self.choices where oneIn(density) {
            if let value = values.randomElement(using: &random) ?? nil { spec = spec.setting(value, at: name) }
        }
        return .kopiaMaintenance(spec)
    }

    /// True once in so many times.
    package mutating func oneIn(_ times: Int) -> Bool { Int.random(in: 1...times, using: &random) == 1 }
}
