import KubernetesAPI
import TestSupport
import Testing

extension ControllerTests {
    /// What only a real API server can say about server-side apply.
    @Suite struct AdoptionTests {
        private static let nightly: JSONValue = [
            "repository": ["repository": "repo"], "trigger": ["schedule": "0 2 * * *"],
        ]

        @Test("A CronJob of the Go controller is taken over, and nothing of its environment and volumes stays behind")
        func adoption() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await world.submit("km", Self.nightly)
                let uid = try #require(try await world.object("kmaint", "km")["metadata"]?["uid"]?.string)
                // The name that both controllers give: the hash is that of the object's namespace and name.
                let name = "kopia-maint-km-\(SHA256.hexDigest(of: "\(world.namespace)/km".utf8).prefix(16))"
                try await world.create(Self.formerCronJob(name, owner: uid), as: "manager")
                try await ControllerProcess.run(in: world) { controller in
                    try await world.waitReady("km")
                    let cronJob = try await world.object("cronjob", name)
                    let pod = cronJob["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"]
                    let container = pod?["containers"]?.array?.first
                    #expect(container?["envFrom"] == nil)
                    #expect(container?["env"]?.array?.contains { $0["name"] == "DATA_DIR_OF_OLD" } == false)
                    #expect(pod?["volumes"]?.array?.contains { $0["name"] == "custom-ca-secret" } == false)
                    #expect(cronJob["spec"]?["startingDeadlineSeconds"]?.int64 != nil)
                    #expect(try await world.list("cronjob").count == 1)
                    try await Self.expectManagers(world, name)
                }
            }
        }

        private static func expectManagers(_ world: ControllerWorld, _ name: String) async throws {
            let text = try await world.kubectl("get", "cronjob", name, "-o", "json", "--show-managed-fields")
            let entries = try JSONParser.parse(text.utf8)["metadata"]?["managedFields"]?.array ?? []
            let writers = entries.filter { $0["subresource"] == nil }.compactMap { $0["manager"]?.string }
            #expect(Set(writers) == ["kopia-maintenance-controller"])
        }

        private static func formerCronJob(_ name: String, owner: String) -> JSONValue {
            let container: JSONValue = [
                "name": "kopia-maintenance", "image": "quay.io/backube/volsync:latest",
                "command": ["/mover-kopia/entry.sh"], "envFrom": [["secretRef": ["name": "repo"]]],
                "env": [
                    ["name": "DIRECTION", "value": "maintenance"], ["name": "DATA_DIR_OF_OLD", "value": "/data"],
                ],
                "volumeMounts": [["name": "custom-ca-secret", "mountPath": "/etc/ssl/custom-ca-from-secret"]],
            ]
            let pod: JSONValue = [
                "restartPolicy": "OnFailure", "containers": [container],
                "volumes": [["name": "custom-ca-secret", "secret": ["secretName": "gone"]]],
            ]
            let reference: JSONValue = [
                "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance", "name": "km",
                "uid": .string(owner),
                "controller": true, "blockOwnerDeletion": true,
            ]
            return [
                "apiVersion": "batch/v1", "kind": "CronJob",
                "metadata": [
                    "name": .string(name), "ownerReferences": [reference],
                    "labels": [
                        "volsync.backube/kopia-maintenance": "true", "volsync.backube/maintenance-name": "km",
                        "app.kubernetes.io/managed-by": "volsync",
                    ],
                ],
                "spec": [
                    "schedule": "0 2 * * *", "concurrencyPolicy": "Forbid",
                    "jobTemplate": ["spec": ["backoffLimit": 5, "template": ["spec": pod]]],
                ],
            ]
        }

        @Test("Fields of a newer Kubernetes are left out, said by an event, and everything else is applied")
        func undeclaredFields() async throws {
            try await ControllerWorld.run { world in
                try await world.createSecret("repo")
                try await ControllerProcess.run(in: world) { controller in
                    let spec = Self.nightly
                        .setting(["runAsUser": 1000, "future": ["a": 1], "later": true], at: "podSecurityContext")
                        .setting(
                            [["operator": "Exists", "zz": 1], ["key": "a", "operator": "Exists", "yy": 2]],
                            at: "tolerations"
                        )
                    try await world.submit("km", spec)
                    try await world.waitReady("km")
                    let cronJob = try #require(try await world.list("cronjob").first)
                    let pod = cronJob["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"]
                    #expect(pod?["securityContext"]?["runAsUser"]?.int64 == 1000)
                    #expect(pod?["tolerations"]?.array?.count == 2)
                    try await world.eventually("an event names the fields") {
                        let note = try await world.events(about: "km")["FieldsLeftOut"] ?? ""
                        return [
                            "podSecurityContext.future", "podSecurityContext.later", "tolerations[0].zz",
                            "tolerations[1].yy",
                        ]
                        .allSatisfy { note.contains("spec.\($0)") }
                    }
                    let applies = { controller.log.split(separator: "\n").count { $0.contains("apply CronJob") } }
                    #expect(applies() == 1)
                    // Another look at the object is not another try.
                    try await world.kubectl("label", "kmaint", "km", "touched=yes")
                    try await world.patch("km", ["successfulJobsHistoryLimit": 7])
                    try await world.eventually("a change of the spec is applied") {
                        try await world.list("cronjob").first?["spec"]?["successfulJobsHistoryLimit"]?.int64 == 7
                    }
                    try await world.eventually("that apply is logged") { applies() == 2 }
                }
            }
        }
    }
}
