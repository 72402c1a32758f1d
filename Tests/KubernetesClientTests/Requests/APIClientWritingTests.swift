import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct APIClientWritingTests {
    @Test("an apply creates, changes, and removes what the manager no longer wants")
    func apply() async throws {
        try await ClientFixture.run { fixture in
            let key = Sample.key("a")
            func apply(_ spec: JSONValue, by manager: String = "me", force: Bool = true) async throws -> JSONValue {
                let object = Sample.object("a", spec: spec)
                return try await fixture.client.apply(Sample.resource, key, object, fieldManager: manager, force: force)
            }
            let first = try await apply(["x": 1, "y": 1])
            let same = try await apply(["x": 1, "y": 1])
            #expect(same["metadata"]?["resourceVersion"] == first["metadata"]?["resourceVersion"])
            #expect(try await apply(["z": 9], by: "you")["spec"] == ["x": 1, "y": 1, "z": 9])
            #expect(try await apply(["x": 2])["spec"] == ["x": 2, "z": 9])
            let error = await #expect(throws: KubernetesError.self) { try await apply(["z": 8], force: false) }
            #expect(error?.disposition == .conflict)
            #expect(try await apply(["x": 2, "z": 8])["spec"] == ["x": 2, "z": 8])
        }
    }

    @Test("an apply goes out as such: media type, manager, force, validation")
    func applyRequest() async throws {
        try await ClientFixture.run { fixture in
            _ = try await fixture.client.apply(
                Sample.resource,
                Sample.key("a"),
                Sample.object("a"),
                fieldManager: "me",
                options: WriteOptions(dryRun: true, fieldValidation: .strict)
            )
            let request = try #require(fixture.server.requests.first)
            #expect(request.headers["content-type"] == "application/apply-patch+yaml")
            #expect(
                request.target == "/apis/volsync.backube/v1alpha1/namespaces/ns/kopiamaintenances/a"
                    + "?fieldManager=me&force=true&fieldValidation=Strict&dryRun=All"
            )
            #expect(fixture.server.cluster.objects("KopiaMaintenance").isEmpty)
            _ = try await fixture.client.apply(
                Sample.resource,
                Sample.key("a"),
                Sample.object("a"),
                fieldManager: "me",
                options: .dryRun
            )
            let plain = try #require(fixture.server.requests.last)
            #expect(plain.target.hasSuffix("?fieldManager=me&force=true&fieldValidation=Ignore&dryRun=All"))
        }
    }

    @Test("the status is written through its own path, and the rest does not touch it")
    func status() async throws {
        try await ClientFixture.run { fixture in
            let key = Sample.key("a")
            _ = try fixture.server.cluster.create("KopiaMaintenance", Sample.object("a", spec: ["x": 1]))
            let status: JSONValue = [
                "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance", "metadata": ["name": "a"],
                "spec": ["x": 2],
                "status": ["conditions": [["type": "Ready", "status": "True"]]],
            ]
            let written = try await fixture.client.apply(
                Sample.resource,
                key,
                status,
                fieldManager: "me",
                subresource: "status"
            )
            #expect(written["status"] == status["status"])
            #expect(written["spec"] == ["x": 1])
            let changed = try await fixture.client.mergePatch(
                Sample.resource,
                key,
                ["spec": ["x": 3], "status": .null]
            )
            #expect(changed["status"] == status["status"])
        }
    }

    @Test("an apply that names a uid never creates")
    func updateOnly() async throws {
        try await ClientFixture.run { fixture in
            let object: JSONValue = [
                "apiVersion": "volsync.backube/v1alpha1", "kind": "KopiaMaintenance",
                "metadata": ["name": "a", "uid": "gone"],
            ]
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.client.apply(Sample.resource, Sample.key("a"), object, fieldManager: "me")
            }
            #expect(error?.disposition == .conflict)
        }
    }

    @Test("a delete says how, and only the very object if a uid is named")
    func delete() async throws {
        try await ClientFixture.run { fixture in
            let created = try fixture.server.cluster.create("KopiaMaintenance", Sample.object("a"))
            let owned: JSONValue = [
                "metadata": [
                    "name": "j", "namespace": "ns",
                    "ownerReferences": [["uid": created["metadata"]?["uid"] ?? .null]],
                ]
            ]
            _ = try fixture.server.cluster.create("Job", owned)
            let wrong = await #expect(throws: KubernetesError.self) {
                try await fixture.client.delete(
                    Sample.resource,
                    Sample.key("a"),
                    propagation: .background,
                    preconditions: DeletePreconditions(uid: "another")
                )
            }
            #expect(wrong?.disposition == .conflict)
            let uid = created["metadata"]?["uid"]?.string
            try await fixture.client.delete(
                Sample.resource,
                Sample.key("a"),
                propagation: .background,
                preconditions: DeletePreconditions(uid: uid)
            )
            #expect(fixture.server.cluster.objects("KopiaMaintenance").isEmpty)
            #expect(fixture.server.cluster.objects("Job").isEmpty)
        }
    }

    @Test("a name that exists, an object that is gone and a stale version are told apart")
    func conflicts() async throws {
        try await ClientFixture.run { fixture in
            let client = fixture.client
            let object = try await client.create(Sample.resource, namespace: "ns", Sample.object("a"))
            let exists = await #expect(throws: KubernetesError.self) {
                try await client.create(Sample.resource, namespace: "ns", Sample.object("a"))
            }
            #expect(exists?.disposition == .alreadyExists)
            _ = try await client.mergePatch(Sample.resource, Sample.key("a"), ["spec": ["x": 1]])
            let stale = await #expect(throws: KubernetesError.self) {
                try await client.replace(Sample.resource, Sample.key("a"), object)
            }
            #expect(stale?.disposition == .conflict)
            let gone = await #expect(throws: KubernetesError.self) {
                try await client.mergePatch(Sample.resource, Sample.key("b"), [:])
            }
            #expect(gone?.disposition == .notFound)
        }
    }

    @Test("a namespace that is going away is recognised")
    func dyingNamespace() async throws {
        try await ClientFixture.run { fixture in
            fixture.server.cluster.terminate(namespace: "ns")
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.client.create(Sample.resource, namespace: "ns", Sample.object("a"))
            }
            #expect(error?.disposition == .namespaceTerminating)
        }
    }

    @Test("writes are held back while the fence is closed, reads are not")
    func fence() async throws {
        try await ClientFixture.run { fixture async throws in
            let fenced = fixture.client.fenced { false }
            let error = await #expect(throws: KubernetesError.self) {
                try await fenced.create(Sample.resource, namespace: "ns", Sample.object("a"))
            }
            #expect(error == .notLeading)
            #expect(try await fenced.find(Sample.resource, Sample.key("a")) == nil)
            #expect(fixture.server.requests.map(\.method) == ["GET"])
        }
    }
}
