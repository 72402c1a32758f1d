import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

/// Watches of a real API server, through its crashes.
@Suite(
    .serialized,
    .realServer,
    .enabled(if: RealServer.assets != nil, "KUBEBUILDER_ASSETS names no folder with etcd and kube-apiserver")
)
struct RealWatchTests {
    static func create(_ client: APIClient, _ name: String) async throws {
        _ = try await client.create(.configMaps, namespace: "default", ConformanceTests.configMap(name))
    }

    static func reflect(
        _ client: APIClient,
        streaming: Bool = true,
        metadataOnly: Bool = false,
        _ body: (Reflector, ReflectorTests.ChangeLog) async throws -> Void
    ) async throws {
        let log = ReflectorTests.ChangeLog()
        let reflector = Reflector(
            client: client,
            selection: ObjectSelection(.configMaps, namespace: "default", metadataOnly: metadataOnly),
            prefersStreaming: streaming,
            onChange: { log.add($0) }
        )
        try await withThrowingTaskGroup { group in
            group.addTask { await reflector.run() }
            #expect(await reflector.waitUntilSynced())
            try await body(reflector, log)
            group.cancelAll()
        }
    }

    @Test(
        "a store follows the cluster, however it was filled",
        arguments: [(true, false), (false, false), (true, true)]
    )
    func following(_ streaming: Bool, _ metadataOnly: Bool) async throws {
        try await ConformanceTests.run { client, _ in
            let (before, name) = ("before-\(streaming)-\(metadataOnly)", "during-\(streaming)-\(metadataOnly)")
            try await Self.create(client, before)
            try await Self.reflect(client, streaming: streaming, metadataOnly: metadataOnly) { reflector, log in
                #expect(log.changes.contains("+\(before)"))
                try await eventually { reflector.status.watches == 1 }
                try await Self.create(client, name)
                _ = try await client.mergePatch(.configMaps, ConformanceTests.key(name), ["data": ["b": "2"]])
                try await client.delete(.configMaps, ConformanceTests.key(name), propagation: .background)
                try await eventually { log.changes.last == "-\(name)" }
                #expect(log.changes.suffix(3) == ["+\(name)", "~\(name)", "-\(name)"])
                let stored = try #require(reflector.store.object(ConformanceTests.key(before)))
                #expect((stored["data"] == nil) == metadataOnly)
                #expect(stored["metadata"]?["managedFields"] == nil)
                #expect(reflector.status.lists.values.reduce(0, +) == 1)
            }
        }
    }

    @Test("the API server dies and comes back; nothing is lost, and the state is not listed anew without need")
    func restart() async throws {
        let server = try #require(RealServer.current)
        try await ConformanceTests.run { client, _ in
            try await Self.reflect(client) { reflector, log in
                try await server.restartAPIServer()
                try await Self.create(client, "after-restart")
                try await eventually { log.changes.contains("+after-restart") }
                try await eventually { reflector.status.lastError == nil }
            }
        }
    }

    @Test("a state that etcd has forgotten leads to a list that tells of what was missed")
    func compaction() async throws {
        let server = try #require(RealServer.current)
        try await ConformanceTests.run { client, _ in
            try await Self.create(client, "forgotten")
            let list = try await client.list(ObjectSelection(.configMaps, namespace: "default"))
            for index in 0..<3 {
                _ = try await client.mergePatch(
                    .configMaps,
                    ConformanceTests.key("forgotten"),
                    ["data": ["v": .string("\(index)")]]
                )
            }
            try await server.restartAPIServer { try await server.compact() }
            let selection = ObjectSelection(.configMaps, namespace: "default")
            let error = await ConformanceTests.failure {
                var stream = try await client.watch(selection, from: list.resourceVersion)
                while try await stream.next() != nil {}
            }
            #expect(error?.disposition == .expired)
        }
    }

    @Test("a list whose pages expire recovers both ways")
    func expiredPages() async throws {
        let server = try #require(RealServer.current)
        try await ConformanceTests.run { client, _ in
            for index in 0..<6 { try await Self.create(client, "page-\(index)") }
            let selection = ObjectSelection(.configMaps, namespace: "default")
            for policy in [ExpiredListPolicy.restart, .resume] {
                var pager = ListPager<JSONValue>(selection, policy: policy, pageSize: 2)
                var pages = 0
                let list = try await pager.read(transform: { $0 }) { request throws(KubernetesError) in
                    pages += 1
                    if pages == 3 {
                        do {
                            try await Self.create(client, "between-\(policy)")
                            try await server.compact()
                        } catch { Issue.record(error) }
                    }
                    return try await client.send(request)
                }
                let names = Set(list.items.compactMap { ObjectKey(of: $0)?.name })
                #expect(names.isSuperset(of: (0..<6).map { "page-\($0)" }))
            }
        }
    }

    @Test("a state from the future is answered by silence, and a list of one by a refusal that means to list anew")
    func future() async throws {
        var tuning = ClientTuning()
        tuning.watchSilence = .seconds(5)
        tuning.retry = .never
        try await ConformanceTests.run(tuning: tuning) { client, _ in
            let selection = ObjectSelection(.configMaps, namespace: "default")
            let silence = await ConformanceTests.failure {
                var stream = try await client.watch(selection, from: "999999999")
                while try await stream.next() != nil {}
            }
            #expect(silence == .transport(.silent))
            let request = selection.request(.list, [(name: "resourceVersion", value: "999999999")])
            let refusal = await ConformanceTests.failure { _ = try await client.send(request) }
            #expect(refusal?.disposition == .expired)
        }
    }
}
