import KopiaMaintenance
import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// The scripts of a namespace, on a real control plane with its garbage collector.
    @Suite struct ScriptsTests {
        private static let nightly: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
        ]

        private static func owners(in world: ControllerWorld) async throws -> [String] {
            let scripts = try await world.list("configmap").first {
                $0["metadata"]?["name"]?.string == ScriptsConfigMap.name
            }
            return SharedScripts.owners(of: scripts).map(\.name).sorted()
        }

        private static func exist(_ name: String, in world: ControllerWorld) async throws -> Bool {
            try await world.list("configmap").contains { $0["metadata"]?["name"]?.string == name }
        }

        @Test("They belong to all who use them, come back when they are deleted, and go with the last")
        func life() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { _ in
                    for name in ["one", "two"] { try await world.submit(name, Self.nightly) }
                    for name in ["one", "two"] { try await world.waitReady(name) }
                    try await world.eventually("both own them") { try await Self.owners(in: world) == ["one", "two"] }
                    try await world.kubectl("delete", "configmap", ScriptsConfigMap.name)
                    try await world.eventually("they are back") { try await Self.owners(in: world) == ["one", "two"] }
                    try await world.kubectl("delete", "kmaint", "one")
                    try await world.eventually("one owner is left") { try await Self.owners(in: world) == ["two"] }
                    try await world.kubectl("delete", "kmaint", "two")
                    try await world.eventually("they go with the last") {
                        try await !Self.exist(ScriptsConfigMap.name, in: world)
                    }
                }
            }
        }

        @Test("Others under their name are replaced before a run is made", arguments: [true, false])
        func replaced(isLabelled: Bool) async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                let others = ControllerWorld.scripts(
                    ScriptsConfigMap.name,
                    ["maintain.sh": "exit 0"],
                    isLabelled: isLabelled,
                    isImmutable: true
                )
                try await world.create(others, as: "somebody")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("one", Self.nightly)
                    try await world.waitReady("one")
                    let scripts = try await world.object("configmap", ScriptsConfigMap.name)
                    #expect(scripts["data"] == ScriptsConfigMap.json(namespace: nil)["data"])
                }
            }
        }

        @Test("Those of another release stay while a pod names them, and then go")
        func otherRelease() async throws {
            try await ControllerWorld.run { world in
                let former = "kopia-maintenance-0123456789abcdef"
                try await world.createSecret("repo")
                try await world.create(ControllerWorld.scripts(former, ["maintain.sh": "exit 0"]), as: "former")
                try await world.create(Self.pod(naming: former), as: "former")
                try await ControllerProcess.run(in: world) { _ in
                    try await world.submit("one", Self.nightly)
                    try await world.waitReady("one")
                    try await world.patch("one", ["trigger": ["schedule": "0 3 * * *"]])
                    try await world.eventually("the edit is seen") {
                        try await world.list("cronjob").first?["spec"]?["schedule"] == "0 3 * * *"
                    }
                    #expect(try await Self.exist(former, in: world))
                    try await world.kubectl("delete", "pod", "left-over", "--grace-period=0", "--force")
                    try await world.patch("one", ["trigger": ["schedule": "0 4 * * *"]])
                    try await world.eventually("nobody needs them") { try await !Self.exist(former, in: world) }
                    #expect(try await Self.exist(ScriptsConfigMap.name, in: world))
                }
            }
        }

        private static func pod(naming scripts: String) -> JSONValue {
            [
                "apiVersion": "v1", "kind": "Pod",
                "metadata": ["name": "left-over", "labels": ["volsync.backube/kopia-maintenance": "true"]],
                "spec": [
                    "securityContext": ["runAsNonRoot": true, "seccompProfile": ["type": "RuntimeDefault"]],
                    "containers": [
                        [
                            "name": "kopia-maintenance", "image": "kopia",
                            "securityContext": [
                                "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]],
                            ],
                        ]
                    ],
                    "volumes": [["name": "maintenance-scripts", "configMap": ["name": .string(scripts)]]],
                ],
            ]
        }
    }
}

extension ControllerWorld {
    /// A ConfigMap with scripts that are not this release's.
    static func scripts(
        _ name: String,
        _ data: JSONValue,
        isLabelled: Bool = true,
        isImmutable: Bool = false
    ) -> JSONValue {
        let labels: JSONValue = isLabelled ? ["volsync.backube/kopia-maintenance": "true"] : [:]
        return [
            "apiVersion": "v1", "kind": "ConfigMap", "immutable": .bool(isImmutable), "data": data,
            "metadata": [
                "name": .string(name), "labels": labels,
                "annotations": ["volsync.backube/applied-hash": "0123456789abcdef"],
            ],
        ]
    }
}
