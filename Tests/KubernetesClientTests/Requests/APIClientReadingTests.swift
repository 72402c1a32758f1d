import KubernetesAPI
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct APIClientReadingTests {
    @Test("an object that is not there is nil, a resource that is not there is an error")
    func missing() async throws {
        try await ClientFixture.run { fixture async throws in
            #expect(try await fixture.client.find(.jobs, Sample.key("a")) == nil)
            let unknown = APIResource(group: "nobody", version: "v1", kind: "X", plural: "xs")
            let error = await #expect(throws: KubernetesError.self) {
                try await fixture.client.find(unknown, Sample.key("a"))
            }
            #expect(error?.disposition == .notFound)
        }
    }

    @Test("of a Secret only the metadata leaves the server, if only that is asked for")
    func metadataOnly() async throws {
        try await ClientFixture.run { fixture in
            _ = try fixture.server.cluster.create(
                "Secret",
                ["metadata": ["name": "s", "namespace": "ns", "labels": ["a": "b"]], "data": ["password": "c2VjcmV0"]]
            )
            let one = try await fixture.client.get(.secrets, Sample.key("s"), metadataOnly: true)
            let all = try await fixture.client.list(ObjectSelection(.secrets, namespace: "ns", metadataOnly: true))
            for object in [one] + all.items {
                #expect(object["kind"]?.string == "PartialObjectMetadata")
                #expect(object["metadata"]?["labels"] == ["a": "b"])
                #expect(object["data"] == nil)
            }
            #expect(all.items.count == 1)
        }
    }

    @Test("not even a server that sends more than it was asked for gets a Secret's contents into this process")
    func unwantedContents() async throws {
        try await ClientFixture.run { fixture in
            _ = try fixture.server.cluster.create(
                "Secret",
                ["metadata": ["name": "s", "namespace": "ns"], "data": ["password": "c2VjcmV0"]]
            )
            for _ in 0..<3 { fixture.server.add(FakeFault("GET", .ignoreAccept)) }
            let selection = ObjectSelection(.secrets, metadataOnly: true)
            var seen = [try await fixture.client.get(.secrets, Sample.key("s"), metadataOnly: true)]
            seen += try await fixture.client.list(selection).items
            var stream = try await fixture.client.watch(selection, from: "")
            if case .added(let object) = try await stream.next() { seen.append(object) }
            #expect(seen.count == 3)
            #expect(seen.allSatisfy { $0["metadata"] != nil && $0["data"] == nil })
        }
    }

    static func fill(_ fixture: ClientFixture, _ count: Int) throws {
        for index in 0..<count {
            let name = "job-\(index < 10 ? "0" : "")\(index)"
            _ = try fixture.server.cluster.create(
                "Job",
                [
                    "metadata": [
                        "name": .string(name), "namespace": "ns",
                        "labels": ["half": .string(index.isMultiple(of: 2) ? "even" : "odd")],
                    ]
                ]
            )
        }
    }

    static var smallPages: ClientTuning {
        var tuning = ClientTuning.forTests
        tuning.pageSize = 4
        return tuning
    }

    @Test("a list is read page by page, in order, each object with its kind")
    func pages() async throws {
        try await ClientFixture.run(tuning: Self.smallPages) { fixture in
            try Self.fill(fixture, 10)
            let list = try await fixture.client.list(ObjectSelection(.jobs, namespace: "ns"))
            #expect(list.items.compactMap { ObjectKey(of: $0)?.name } == (0..<10).map { "job-0\($0)" })
            #expect(list.items.allSatisfy { $0["kind"]?.string == "Job" && $0["apiVersion"]?.string == "batch/v1" })
            #expect(list.resourceVersion == String(fixture.server.cluster.version))
            #expect(list.isConsistent)
            #expect(fixture.server.count("GET") == 3)
        }
    }

    @Test("selectors are sent, and an empty list is a list")
    func selectors() async throws {
        try await ClientFixture.run { fixture in
            try Self.fill(fixture, 4)
            let even = try await fixture.client.list(ObjectSelection(.jobs, labelSelector: "half=even"))
            #expect(even.items.count == 2)
            let one = try await fixture.client.list(ObjectSelection(.jobs, fieldSelector: "metadata.name=job-03"))
            #expect(one.items.count == 1)
            #expect(try await fixture.client.list(ObjectSelection(.pods)).items.isEmpty)
        }
    }

    @Test("a list whose pages expire begins again, and the second time comes in one piece")
    func expiredPages() async throws {
        try await ClientFixture.run(tuning: Self.smallPages) { fixture in
            try Self.fill(fixture, 10)
            let compaction = FakeFault.Effect.first { $0.compact() }
            fixture.server.add(FakeFault("GET", on: "continue=", compaction))
            fixture.server.add(FakeFault("GET", on: "continue=", compaction))
            let list = try await fixture.client.list(ObjectSelection(.jobs))
            #expect(list.items.count == 10)
            #expect(list.isConsistent)
            let unpaged = fixture.server.requests.filter { !$0.target.contains("limit=") }
            #expect(unpaged.count == 1)
        }
    }

    @Test("a list that may be inconsistent goes on where it was")
    func resumedPages() async throws {
        try await ClientFixture.run(tuning: Self.smallPages) { fixture in
            try Self.fill(fixture, 10)
            let interference = FakeFault.Effect.first { cluster in
                try? cluster.delete("Job", FakeObjectName("ns", "job-00"))
                try? cluster.delete("Job", FakeObjectName("ns", "job-09"))
                cluster.compact()
            }
            fixture.server.add(FakeFault("GET", on: "continue=", interference))
            let list = try await fixture.client.list(ObjectSelection(.jobs), onExpiry: .resume)
            #expect(list.items.compactMap { ObjectKey(of: $0)?.name } == (0..<9).map { "job-0\($0)" })
            #expect(!list.isConsistent)
        }
    }

    @Test("a page that is too long is asked for in smaller pieces")
    func longPages() async throws {
        var tuning = ClientTuning.forTests
        tuning.pageSize = 50
        tuning.bodyLimit = 6000
        try await ClientFixture.run(tuning: tuning) { fixture in
            try Self.fill(fixture, 30)
            #expect(try await fixture.client.list(ObjectSelection(.jobs)).items.count == 30)
            #expect(fixture.server.requests.first?.target.contains("limit=50") == true)
            #expect(fixture.server.requests.last?.target.contains("limit=6&") == true)
        }
    }

    @Test("what is kept of each object is for the caller to say")
    func transform() async throws {
        try await ClientFixture.run { fixture in
            try Self.fill(fixture, 2)
            let list = try await fixture.client.list(ObjectSelection(.jobs)) { $0["metadata"]?["name"] ?? .null }
            #expect(list.items == ["job-00", "job-01"])
        }
    }

    @Test("a container's log, its end, and not more than so many bytes")
    func podLog() async throws {
        try await ClientFixture.run { fixture in
            fixture.server.cluster.setLog(FakeObjectName("ns", "p"), "one\ntwo\nthree\n")
            let pod = Sample.key("p")
            func log(_ options: LogOptions) async throws -> String {
                String(decoding: try await fixture.client.podLog(pod, options), as: UTF8.self)
            }
            #expect(try await log(LogOptions()) == "one\ntwo\nthree\n")
            #expect(try await log(LogOptions(container: "c", tailLines: 2)) == "two\nthree\n")
            #expect(try await log(LogOptions(limitBytes: 5)) == "one\nt")
            var lines = try await fixture.client.podLogLines(pod, LogOptions(tailLines: 1), follows: true)
            #expect(try await lines.nextText() == "three")
            #expect(try await lines.nextText() == nil)
        }
    }

    @Test("names are encoded, so that none of them changes the path")
    func names() {
        #expect(
            APIResource.pods.path(namespace: "a/b", name: "ü %?", subresource: "log")
                == "/api/v1/namespaces/a%2Fb/pods/%C3%BC%20%25%3F/log"
        )
        #expect(APIResource.namespaces.path(namespace: "ignored", name: "x") == "/api/v1/namespaces/x")
        #expect(APIResource.leases.path() == "/apis/coordination.k8s.io/v1/leases")
    }
}
