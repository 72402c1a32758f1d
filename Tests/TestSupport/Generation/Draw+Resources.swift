import KubernetesAPI

// Quantities, and what the container asks for.
extension Draw {
    /// An amount of bytes, or of anything.
    mutating func quantity() -> JSONValue { any(of: Quantities.right, or: Quantities.doubtful) }

    /// `spec.resources`.
    mutating func resources() -> JSONValue {
        one(of: [
            { draw in draw.any(of: Quantities.soundResources) },
            { draw in
                draw.object(
                    sometimes: [
                        "requests": { $0.amounts() }, "limits": { $0.amounts() }, "claims": { $0.claims() },
                    ],
                    oneIn: 2
                )
            },
            { draw in draw.requestsAndLimits() },
        ])
    }

    private mutating func amounts() -> JSONValue {
        map(0...3, key: { $0.resourceName() }, value: { $0.quantity() })
    }

    private mutating func resourceName() -> String { text(Quantities.resources, or: Quantities.doubtfulResources) }

    /// Of one resource both, so that they are compared.
    private mutating func requestsAndLimits() -> JSONValue {
        let name = resourceName()
        var requests = JSONObject(members: [(name, quantity())])
        var limits = JSONObject(members: [(name, quantity())])
        if oneIn(2) { requests["cpu"] = quantity() }
        if oneIn(2) { limits["memory"] = quantity() }
        return ["requests": .object(requests), "limits": .object(limits)]
    }

    /// No claim exists in the pod, so a careful user hardly ever writes one; some clusters do not mind.
    private mutating func claims() -> JSONValue {
        guard number(in: 1...100) <= carelessness || oneIn(4) else { return [] }
        return list(0...2) { $0.object(["name": { $0.name() }], sometimes: ["request": { $0.freeText() }]) }
    }
}

/// Quantities and the names of resources.
private enum Quantities {
    static let right: [JSONValue] = [
        "1", "100m", "0", "1Gi", "1.5Gi", "1e3", "2E", "128974848", "129e6", "129M", "123Mi", "0.5", "+1", "1k", "1u",
        "1n",
        "2Mi", "4Mi", "8Ei", "5.", "1e-3", "1E3", "10Gi", 1024, 0, "2", "3", "9223372036854775807", "007", "1.0Mi",
        "-0",
    ]
    static let doubtful: [JSONValue] = [
        "", " 1Gi", "1Gi ", "1 Gi", "-1", "-1Gi", "ten", "1gi", "1K", "0x10", "1e", "1e+", ".5", ".", "1..2", "1e3Mi",
        "1e99", "1e-99", "-1e99", "9223372036854775808", "99999999999999999999", "0.0000000001", "--1", "+-1", "Ki",
        "1Ei1",
        "\u{661}", "1,5", "1_000", "1m1", "1\n", "\t1", "Inf", "NaN", -1, "16Ei", "1.0000000000000000000001", "0.1m",
        "1.5m", "500m", "0.1", "1e9223372036854775808", "-0.0000000001", "1Zi", "1mi", "1 ",
    ]

    static let resources = ["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu", "hugepages-2Mi", "a.b/c"]
    static let doubtfulResources = [
        "", "bogus", "storage", "pods", "requests.cpu", "limits.memory", "hugepages-1Gi", "hugepages-", "hugepages-x",
        "hugepages-3", "hugepages-0", "hugepages--1", "hugepages-1.5", "kubernetes.io/x", "a.kubernetes.io/x", "CPU",
        "Memory",
        "a/b/c", "/gpu", "gpu/", "requests.nvidia.com/gpu", "a.b/" + String(repeating: "n", count: 64), "a b",
        "secrets",
        "requests.hugepages-2Mi", "services.nodeports", "x.com/" + String(repeating: "n", count: 63),
        "\(Names.subdomain253.suffix(244))/a", "\(Names.subdomain253.suffix(245))/a", "attachable-volumes-x",
    ]

    static let soundResources: [JSONValue] = [
        ["requests": ["cpu": "100m", "memory": "256Mi"], "limits": ["cpu": "500m", "memory": "1Gi"]],
        ["limits": ["nvidia.com/gpu": 1]], ["requests": ["ephemeral-storage": "1Gi"]], [:],
        ["limits": ["hugepages-2Mi": "4Mi", "memory": "1Gi"]], ["requests": ["memory": "1Gi"], "limits": ["cpu": 2]],
        ["requests": ["nvidia.com/gpu": "2"], "limits": ["nvidia.com/gpu": 2]], ["limits": ["cpu": "0.0001"]],
        ["requests": ["memory": "1024Mi"], "limits": ["memory": "1Gi"]], ["requests": [:], "limits": [:]],
    ]
}
