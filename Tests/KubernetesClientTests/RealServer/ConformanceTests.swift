import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

/// What the fake API server is believed to do as the real one does, asked of the real one.
@Suite(
    .serialized,
    .realServer,
    .enabled(if: RealServer.assets != nil, "KUBEBUILDER_ASSETS names no folder with etcd and kube-apiserver")
)
struct ConformanceTests {
    static func run(
        tuning: ClientTuning = .forTests,
        token: String = RealServer.token,
        configure: (inout ClientConfiguration) -> Void = { _ in },
        _ body: (APIClient, RecordingLog) async throws -> Void
    ) async throws {
        let server = try #require(RealServer.current)
        var configuration = server.configuration(token: token)
        configure(&configuration)
        let log = RecordingLog()
        let client = APIClient(configuration, tuning: tuning, logger: log.logger)
        do {
            try await body(client, log)
        } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    }

    static func configMap(_ name: String, _ data: JSONValue = ["a": "1"], metadata: JSONValue = [:]) -> JSONValue {
        let object: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
            "data": data,
        ]
        return object.merging(["metadata": metadata])
    }

    static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

    static func failure(_ body: () async throws -> Void) async -> KubernetesError? {
        await #expect(throws: KubernetesError.self) { try await body() }
    }

    @Test("an object's life, and every kind of write")
    func life() async throws {
        try await Self.run { client, _ in
            let key = Self.key("life")
            let created = try await client.create(.configMaps, namespace: "default", Self.configMap("life"))
            #expect(try await client.get(.configMaps, key) == created)
            let merged = try await client.mergePatch(.configMaps, key, ["data": ["b": "2"]], fieldManager: "m")
            #expect(merged["data"] == ["a": "1", "b": "2"])
            let operations: [JSONValue] = [
                ["op": "test", "path": "/data/a", "value": "1"], ["op": "remove", "path": "/data/a"],
            ]
            #expect(try await client.jsonPatch(.configMaps, key, operations)["data"] == ["b": "2"])
            let failed = await Self.failure { _ = try await client.jsonPatch(.configMaps, key, operations) }
            #expect(failed?.disposition == .terminal)
            #expect(
                try await client.replace(.configMaps, key, Self.configMap("life", ["c": "3"]))["data"] == ["c": "3"]
            )
            #expect(try await client.delete(.configMaps, key, propagation: .background))
            #expect(try await client.find(.configMaps, key) == nil)
            #expect(try await client.delete(.configMaps, key, propagation: .background) == false)
        }
    }

    @Test("server-side apply: creates, is idempotent to the version, prunes, conflicts, and updates only by uid")
    func apply() async throws {
        try await Self.run { client, _ in
            let key = Self.key("apply")
            func apply(_ data: JSONValue, by manager: String, force: Bool = true) async throws -> JSONValue {
                let object = Self.configMap("apply", data)
                return try await client.apply(.configMaps, key, object, fieldManager: manager, force: force)
            }
            let first = try await apply(["x": "1", "y": "1"], by: "one")
            let second = try await apply(["x": "1", "y": "1"], by: "one")
            #expect(first["metadata"]?["resourceVersion"] == second["metadata"]?["resourceVersion"])
            #expect(try await apply(["z": "9"], by: "two")["data"] == ["x": "1", "y": "1", "z": "9"])
            #expect(try await apply(["x": "2"], by: "one")["data"] == ["x": "2", "z": "9"])
            let conflict = await Self.failure { _ = try await apply(["z": "8"], by: "one", force: false) }
            #expect(conflict?.disposition == .conflict)
            let gone = await Self.failure {
                let object = Self.configMap("none", metadata: ["uid": "6fd1c4a9-0000-0000-0000-000000000000"])
                _ = try await client.apply(.configMaps, Self.key("none"), object, fieldManager: "one")
            }
            #expect(gone?.disposition == .conflict)
            try await client.delete(.configMaps, key, propagation: .background)
        }
    }

    @Test("failures mean what the one table says")
    func failures() async throws {
        try await Self.run { client, _ in
            let object = try await client.create(.configMaps, namespace: "default", Self.configMap("failures"))
            let key = Self.key("failures")
            var seen: [String: ErrorDisposition?] = [:]
            func note(_ name: String, _ body: () async throws -> Void) async {
                seen[name] = await Self.failure(body)?.disposition
            }
            await note("exists") {
                _ = try await client.create(.configMaps, namespace: "default", Self.configMap("failures"))
            }
            _ = try await client.mergePatch(.configMaps, key, ["data": ["a": "2"]])
            await note("stale") { _ = try await client.replace(.configMaps, key, object) }
            await note("uid") {
                let preconditions = DeletePreconditions(uid: "other")
                try await client.delete(.configMaps, key, propagation: .background, preconditions: preconditions)
            }
            let another: JSONValue = ["metadata": ["uid": "other"], "data": ["a": "3"]]
            await note("uid of a patch") { _ = try await client.mergePatch(.configMaps, key, another) }
            await note("uid of an apply") {
                let object = Self.configMap("failures", metadata: ["uid": "other"])
                _ = try await client.apply(.configMaps, key, object, fieldManager: "m")
            }
            await note("missing") { _ = try await client.get(.configMaps, Self.key("nothing")) }
            await note("invalid") {
                _ = try await client.create(.configMaps, namespace: "default", Self.configMap("NOT_A_NAME"))
            }
            await note("unknown") {
                let unknown = APIResource(group: "nobody.example", version: "v1", kind: "X", plural: "xs")
                _ = try await client.find(unknown, key)
            }
            await note("strict create") {
                let object = Self.configMap("strict").merging(["nonsense": 1])
                let options = WriteOptions(dryRun: true, fieldValidation: .strict)
                _ = try await client.create(.configMaps, namespace: "default", object, options: options)
            }
            // Without any field validation, which an apply does not need.
            await note("apply") {
                let object = Self.configMap("strict").merging(["nonsense": 1])
                _ = try await client.apply(.configMaps, Self.key("strict"), object, fieldManager: "m", options: .dryRun)
            }
            let expected: [String: ErrorDisposition?] = [
                "exists": .alreadyExists, "stale": .conflict, "uid": .conflict, "uid of a patch": .conflict,
                "uid of an apply": .conflict, "missing": .notFound,
                "invalid": .terminal, "unknown": .notFound, "strict create": .terminal, "apply": .terminal,
            ]
            #expect(seen == expected)
            try await client.delete(.configMaps, key, propagation: .background)
        }
    }

    @Test("a token that is not accepted, and a user that may not")
    func access() async throws {
        try await Self.run(token: "nobody") { client, _ in
            let error = await Self.failure { _ = try await client.get(.secrets, Self.key("a")) }
            #expect(error?.disposition == .unauthorized)
        }
        let impersonate: (inout ClientConfiguration) -> Void = {
            $0.impersonation = .init(user: "jane", groups: ["dev"], extra: [.init(key: "acme.com/x", values: ["y"])])
        }
        try await Self.run(configure: impersonate) { client, _ in
            let error = await Self.failure { _ = try await client.get(.secrets, Self.key("a")) }
            #expect(error?.disposition == .forbidden)
            #expect(error?.description.contains("jane") == true)
        }
    }

    @Test("a namespace that is going away takes nothing new")
    func dyingNamespace() async throws {
        try await Self.run { client, _ in
            let name = ObjectKey(namespace: "", name: "dying")
            let namespace: JSONValue = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "dying"]]
            _ = try await client.create(.namespaces, namespace: "", namespace)
            // Nothing takes the namespace's finalizer off here, so that it stays as it is.
            try await client.delete(.namespaces, name, propagation: .background)
            var object = Self.configMap("x").object ?? JSONObject()
            object["metadata"] = ["name": "x", "namespace": "dying"]
            let error = await Self.failure {
                _ = try await client.create(.configMaps, namespace: "dying", .object(object))
            }
            #expect(error?.disposition == .namespaceTerminating)
        }
    }

    @Test("what the API server warns of is logged")
    func warnings() async throws {
        try await Self.run { client, log in
            let object = Self.configMap("warned").merging(["nonsense": 1])
            _ = try await client.create(.configMaps, namespace: "default", object, options: .dryRun)
            let warnings = log.entries.compactMap { $0.metadata["warning"] }
            #expect(warnings.contains { $0.contains("nonsense") }, "\(warnings)")
            #expect(try await client.find(.configMaps, Self.key("warned")) == nil)
        }
    }

    @Test("a list comes in pages, selected, whole or as metadata")
    func lists() async throws {
        var tuning = ClientTuning()
        tuning.pageSize = 3
        try await Self.run(tuning: tuning) { client, _ in
            let labels: JSONValue = ["labels": ["suite": "lists"]]
            for index in 0..<8 {
                let object = Self.configMap("list-\(index)", metadata: labels)
                _ = try await client.create(.configMaps, namespace: "default", object)
            }
            let whole = try await client.list(ObjectSelection(.configMaps, labelSelector: "suite=lists"))
            #expect(whole.items.compactMap { ObjectKey(of: $0)?.name } == (0..<8).map { "list-\($0)" })
            #expect(whole.items.allSatisfy { $0["kind"] == "ConfigMap" && $0["apiVersion"] == "v1" })
            #expect(!whole.resourceVersion.isEmpty)
            let selection = ObjectSelection(
                .configMaps,
                namespace: "default",
                labelSelector: "suite in (lists)",
                fieldSelector: "metadata.name!=list-0",
                metadataOnly: true
            )
            let metadata = try await client.list(selection)
            #expect(metadata.items.count == 7)
            #expect(metadata.items.allSatisfy { $0["data"] == nil && $0["kind"] == "PartialObjectMetadata" })
        }
    }

    @Test("the status of a custom resource is its own, and deletion waits for finalizers")
    func customResource() async throws {
        try await Self.run { client, _ in
            let widgets = try await Self.installWidgets(client)
            let key = Self.key("w")
            let object: JSONValue = [
                "apiVersion": "test.example/v1", "kind": "Widget",
                "metadata": ["name": "w", "namespace": "default", "finalizers": ["test.example/hold"]],
                "spec": ["x": 1],
            ]
            let created = try await client.apply(widgets, key, object, fieldManager: "m")
            #expect(created["metadata"]?["generation"] == 1)
            let status: JSONValue = [
                "apiVersion": "test.example/v1", "kind": "Widget", "metadata": ["name": "w"],
                "status": ["ready": true],
            ]
            let first = try await client.apply(widgets, key, status, fieldManager: "m", subresource: "status")
            #expect(first["status"] == ["ready": true])
            #expect(first["metadata"]?["generation"] == 1)
            let second = try await client.apply(widgets, key, status, fieldManager: "m", subresource: "status")
            #expect(second["metadata"]?["resourceVersion"] == first["metadata"]?["resourceVersion"])

            try await client.delete(widgets, key, propagation: .background)
            let marked = try await client.get(widgets, key)
            #expect(ObjectMetadata(marked["metadata"]).isBeingDeleted)
            _ = try await client.jsonPatch(
                widgets,
                key,
                [
                    ["op": "test", "path": "/metadata/finalizers/0", "value": "test.example/hold"],
                    ["op": "remove", "path": "/metadata/finalizers/0"],
                ]
            )
            #expect(try await client.find(widgets, key) == nil)
        }
    }

    /// Serves a resource of the tests' own.
    static func installWidgets(_ client: APIClient) async throws -> APIResource {
        let schema: JSONValue = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        let definition: JSONValue = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "widgets.test.example"],
            "spec": [
                "group": "test.example", "scope": "Namespaced",
                "names": ["kind": "Widget", "listKind": "WidgetList", "plural": "widgets", "singular": "widget"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                        "schema": ["openAPIV3Schema": schema],
                    ]
                ],
            ],
        ]
        let key = ObjectKey(namespace: "", name: "widgets.test.example")
        _ = try await client.apply(.customResourceDefinitions, key, definition, fieldManager: "m")
        let widgets = APIResource(group: "test.example", version: "v1", kind: "Widget", plural: "widgets")
        try await eventually { (try? await client.list(ObjectSelection(widgets))) != nil }
        return widgets
    }

    @Test("events are accepted, and count")
    func events() async throws {
        try await Self.run { client, _ in
            let recorder = EventRecorder(client: client, controller: "test.example/tester", instance: "t-0")
            let reference = ObjectReference(
                apiVersion: "v1",
                kind: "ConfigMap",
                namespace: "default",
                name: "subject",
                uid: "u"
            )
            let event = ClusterEvent(
                regarding: reference,
                kind: .warning,
                reason: "Tested",
                action: "Test",
                note: String(repeating: "ü", count: 1000)
            )
            try await withThrowingTaskGroup { group in
                group.addTask { await recorder.run() }
                for _ in 0..<2 { recorder.record(event) }
                try await eventually {
                    let list = try? await client.list(ObjectSelection(.events, namespace: "default"))
                    let mine = list?.items.first { $0["reportingController"] == "test.example/tester" }
                    return mine?["series"]?["count"] == 2
                }
                group.cancelAll()
            }
        }
    }

    @Test("two candidates, one leader, and a hand-over")
    func leaderElection() async throws {
        try await Self.run { client, _ in
            let order = Recorded<String>()
            func elector(_ name: String) throws -> LeaderElector {
                LeaderElector(
                    client: client,
                    settings: try LeaderElectionSettings(
                        lease: Self.key("leader"),
                        identity: name,
                        leaseDuration: .seconds(600),
                        renewDeadline: .seconds(300),
                        retryPeriod: .milliseconds(200)
                    )
                )
            }
            let (first, second) = (try elector("first"), try elector("second"))
            let (begun, next) = (WakeSignal(), WakeSignal())
            await withTaskGroup { group in
                group.addTask {
                    await first.run {
                        order.append("first")
                        begun.signal()
                        await next.wait()
                    }
                }
                await begun.wait()
                group.addTask {
                    await second.run {
                        order.append("second")
                        begun.signal()
                    }
                }
                try? await Task.sleep(for: .seconds(1))
                #expect(order.values == ["first"])
                #expect(first.isLeading && !second.isLeading)
                next.signal()
                await begun.wait()
            }
            #expect(order.values == ["first", "second"])
            let lease = LeaseRecord(try await client.get(.leases, Self.key("leader")))
            #expect(lease.holder.isEmpty)
            #expect(lease.transitions == 1)
        }
    }
}
