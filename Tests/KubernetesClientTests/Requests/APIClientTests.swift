import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct APIClientTests {
    @Test("an object that is created can be read, replaced, patched and deleted")
    func lifeOfAnObject() async throws {
        try await ClientFixture.run { fixture in
            let client = fixture.client
            let key = Sample.key("a")
            let created = try await client.create(Sample.resource, namespace: "ns", Sample.object("a", spec: ["x": 1]))
            #expect(created["metadata"]?["uid"] != nil)
            #expect(try await client.get(Sample.resource, key) == created)

            let merged = try await client.mergePatch(Sample.resource, key, ["spec": ["y": 2]])
            #expect(merged["spec"] == ["x": 1, "y": 2])
            let patched = try await client.jsonPatch(Sample.resource, key, [["op": "remove", "path": "/spec/x"]])
            #expect(patched["spec"] == ["y": 2])
            let replaced = try await client.replace(Sample.resource, key, Sample.object("a", spec: ["z": 3]))
            #expect(replaced["spec"] == ["z": 3])

            #expect(try await client.delete(Sample.resource, key, propagation: .background))
            #expect(try await client.find(Sample.resource, key) == nil)
            #expect(try await client.delete(Sample.resource, key, propagation: .background) == false)
        }
    }
}
