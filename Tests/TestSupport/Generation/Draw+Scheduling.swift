import KubernetesAPI

// On which nodes the pod may run.
extension Draw {
    /// `spec.tolerations`.
    mutating func tolerations() -> JSONValue {
        list(0...3) { draw in
            draw.one(of: [
                { $0.object(["operator": { $0.word("Exists") }], sometimes: ["key": { .string($0.labelKey()) }]) },
                {
                    $0.object(
                        ["key": { .string($0.labelKey()) }, "value": { .string($0.labelValue()) }],
                        sometimes: ["operator": { $0.word("Equal") }, "effect": { $0.effect() }]
                    )
                },
                {
                    $0.object([
                        "key": { .string($0.labelKey()) }, "operator": { $0.word("Exists") },
                        "effect": { $0.word("NoExecute") },
                        "tolerationSeconds": { $0.any(of: [0, 5, -1, Self.number(.max), Self.number(.min)]) },
                    ])
                },
                { $0.carelessness == 0 ? ["operator": "Exists"] : $0.anyToleration() },
                { $0.oneIn(2) ? $0.comparingToleration() : ["key": "gpu", "operator": "Exists"] },
            ])
        }
    }

    /// Some clusters know these operators, and no others.
    private mutating func comparingToleration() -> JSONValue {
        let numbers = ["0", "-7", "5", "9223372036854775807", "-9223372036854775808"]
        let doubtful = ["", "07", "-0", "+1", "1.0", "x", " 1", "9223372036854775808", "-", "\u{661}"]
        return object(
            [
                "key": { .string($0.labelKey()) }, "operator": { $0.word("Lt", "Gt") },
                "value": { .string($0.text(numbers, or: doubtful)) },
            ],
            sometimes: ["effect": { $0.effect() }]
        )
    }

    private mutating func effect() -> JSONValue { word("NoSchedule", "PreferNoSchedule", "NoExecute") }

    private mutating func anyToleration() -> JSONValue {
        object(
            sometimes: [
                "key": { .string($0.labelKey()) }, "operator": { $0.word("Exists", "Equal", "Lt", "Gt", "") },
                "value": { .string($0.labelValue()) }, "effect": { $0.effect() }, "tolerationSeconds": { _ in 5 },
            ],
            oneIn: 2
        )
    }
}

// MARK: - Affinity

extension Draw {
    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    /// `spec.affinity`.
    mutating func affinity() -> JSONValue {
        object(
            sometimes: [
                "nodeAffinity": { $0.nodeAffinity() }, "podAffinity": { $0.podAffinity() },
                "podAntiAffinity": { $0.podAffinity() },
            ],
            oneIn: 2
        )
    }

    private mutating func nodeAffinity() -> JSONValue {
        object(
            sometimes: [
                Self.required: { $0.object(["nodeSelectorTerms": { $0.list(1...2) { $0.nodeSelectorTerm() } }]) },
                Self.preferred: {
                    $0.list(0...2) { $0.object(["weight": { $0.weight() }, "preference": { $0.nodeSelectorTerm() }]) }
                },
            ],
            oneIn: 2
        )
    }

    private mutating func weight() -> JSONValue { any(of: [1, 50, 100], or: [0, -1, 101, 2_147_483_647]) }

    private mutating func nodeSelectorTerm() -> JSONValue {
        object(
            sometimes: [
                "matchExpressions": { $0.list(0...2) { $0.requirement(isOrdered: true) } },
                "matchFields": { $0.list(0...2) { $0.fieldRequirement() } },
            ],
            oneIn: 2
        )
    }

    /// A requirement on labels; those on nodes can compare numbers, too.
    private mutating func requirement(isOrdered: Bool) -> JSONValue {
        var recipes: [Recipe] = [
            {
                $0.object([
                    "key": { .string($0.labelKey()) }, "operator": { $0.word("In", "NotIn") },
                    "values": { $0.list(1...3) { .string($0.labelValue()) } },
                ])
            },
            { $0.object(["key": { .string($0.labelKey()) }, "operator": { $0.word("Exists", "DoesNotExist") }]) },
        ]
        if isOrdered {
            recipes.append {
                $0.object([
                    "key": { .string($0.labelKey()) }, "operator": { $0.word("Gt", "Lt") },
                    "values": { $0.list(1...1) { .string($0.text(["3", "0", "12"], or: ["-3", "x", "1.5", ""])) } },
                ])
            }
        }
        if carelessness > 0 {
            recipes.append {
                $0.object(
                    ["key": { .string($0.labelKey()) }, "operator": { $0.word("In", "Exists", "Gt", "Lt", "") }],
                    sometimes: ["values": { $0.list(0...2) { .string($0.labelValue()) } }],
                    oneIn: 2
                )
            }
        }
        return one(of: recipes)
    }

    private mutating func fieldRequirement() -> JSONValue {
        object([
            "key": { .string($0.text(["metadata.name"], or: ["metadata.namespace", "", "spec.x"])) },
            "operator": { $0.word("In", "NotIn") },
            "values": { $0.carelessness == 0 ? $0.list(1...1) { $0.name() } : $0.list(0...2) { $0.name() } },
        ])
    }

    private mutating func podAffinity() -> JSONValue {
        object(
            sometimes: [
                Self.required: { $0.list(0...2) { $0.podAffinityTerm() } },
                Self.preferred: {
                    $0.list(0...2) {
                        $0.object(["weight": { $0.weight() }, "podAffinityTerm": { $0.podAffinityTerm() }])
                    }
                },
            ],
            oneIn: 2
        )
    }

    private mutating func podAffinityTerm() -> JSONValue {
        let keys: Recipe = { $0.list(0...2) { .string($0.oneIn(3) ? $0.labelKeyOfPod() : $0.labelKey()) } }
        let term = object(
            ["topologyKey": { .string($0.labelKey()) }],
            sometimes: [
                "labelSelector": { $0.labelSelector() }, "namespaceSelector": { $0.labelSelector() },
                "namespaces": { $0.list(0...2) { $0.namespace() } },
            ],
            oneIn: 2
        )
        // Keys to match need a selector beside them.
        guard carelessness > 0 || term["labelSelector"] != nil, oneIn(3) else { return term }
        return term.setting(keys(&self), at: oneIn(2) ? "matchLabelKeys" : "mismatchLabelKeys")
    }

    /// A label that every pod of a run has.
    private mutating func labelKeyOfPod() -> String {
        text(["volsync.backube/kopia-maintenance", "volsync.backube/maintenance-name", "job-name"], or: ["team"])
    }

    private mutating func labelSelector() -> JSONValue {
        object(
            sometimes: [
                "matchLabels": {
                    $0.oneIn(3) ? .object(JSONObject(members: [($0.labelKeyOfPod(), "x")])) : $0.labels()
                },
                "matchExpressions": { $0.list(0...2) { $0.requirement(isOrdered: false) } },
            ],
            oneIn: 2
        )
    }
}
