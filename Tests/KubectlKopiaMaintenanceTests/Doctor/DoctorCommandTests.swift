import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("doctor, as a user runs it", .timeLimit(.minutes(5)))
struct DoctorCommandTests {
    private static let secret: JSONValue = [
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "kopia-config", "namespace": "backup"],
        "data": ["KOPIA_PASSWORD": "c2VzYW1lLW9wZW4=", "KOPIA_S3_BUCKET": "c2VzYW1lLW9wZW4="],
    ]

    @Test("no value of a Secret gets into what it prints, in either format")
    func secrecy() async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly"))
            try run.store(Self.secret)
            for format in ["text", "json"] {
                let outcome = try await run.plugin("doctor", "-o", format)
                #expect(outcome.status == 1)
                #expect(outcome.output.contains("Secret kopia-config has the keys of one backend: S3"))
                for value in ["c2VzYW1lLW9wZW4=", "sesame-open"] {
                    #expect(!(outcome.output + outcome.complaints).contains(value))
                }
            }
        }
    }

    @Test("what metadata tells is asked for first, and the whole Secret only where it does not tell")
    func metadata() async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly"))
            try run.store(Self.secret)
            _ = try await run.plugin("doctor")
            // This API server names owners, and not what they own.
            let requests = run.server.requests.filter { $0.target.hasSuffix("/secrets/kopia-config") }
            let areOfMetadata = requests.map { $0.headers["accept"]?.contains("as=PartialObjectMetadata") ?? false }
            #expect(areOfMetadata == [true, false])
        }
    }

    @Test("no key is missing that only the metadata does not tell")
    func confirmation() async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly"))
            try run.store(Self.secret)
            let owner: JSONValue = ["manager": "a", "fieldsV1": ["f:data": ["f:KOPIA_PASSWORD": [:]]]]
            let told = Self.secret.setting(nil, at: "data").setting([owner], at: "metadata", "managedFields")
            let answer = FakeFault.Effect.answer(status: 200, mediaType: "application/json", body: told.jsonText)
            run.server.add(FakeFault("GET", on: "/secrets/kopia-config", answer))
            let outcome = try await run.plugin("doctor")
            #expect(outcome.output.contains("  ✓ Secret kopia-config has the keys of one backend: S3\n"))
            #expect(run.server.requests.count { $0.target.hasSuffix("/secrets/kopia-config") } == 2)
        }
    }

    @Test("one Secret of many objects is read once, and so is each of its two forms")
    func sharing() async throws {
        try await FakeClusterRun.run { run in
            for name in ["a", "b", "c"] { try run.store(SampleMaintenance.object(name)) }
            try run.store(Self.secret)
            let outcome = try await run.plugin("doctor")
            #expect(outcome.output.ranges(of: "Secret kopia-config has the keys of one backend").count == 3)
            let requests = run.server.requests.filter { $0.target.hasSuffix("/secrets/kopia-config") }
            #expect(requests.count == 2)
        }
    }

    @Test("a request that fails is a line, and no other line is lost")
    func failures() async throws {
        try await FakeClusterRun.run { run in
            for name in ["a", "b"] { try run.store(SampleMaintenance.object(name)) }
            let busy = FakeStatus(503, "ServiceUnavailable", "later")
            run.server.add(FakeFault("GET", on: "/serviceaccounts/kopia-maint-a", times: nil, .refuse(busy)))
            let outcome = try await run.plugin("doctor")
            #expect(outcome.status == 1)
            let line = ": not looked at: \(run.server.url) cannot answer now (503): later: try again\n"
            #expect(outcome.output.contains(line), "\(outcome.output)")
            for title in ["backup/a\n", "backup/b\n", "Together\n"] { #expect(outcome.output.contains(title)) }
        }
    }

    @Test("who does not answer any more is not asked any more; what is known is told")
    func death() async throws {
        try await FakeClusterRun.run { run in
            for index in 1...30 { try run.store(SampleMaintenance.object("n\(index)")) }
            run.server.add(FakeFault(on: "/serviceaccounts/", times: nil, .closeBefore))
            let outcome = try await run.plugin("doctor")
            #expect(outcome.status == 1)
            #expect(outcome.output.hasPrefix("Installation\n"))
            #expect(outcome.output.contains("\nThe rest\n  ✗ the rest: not looked at: "), "\(outcome.output)")
            #expect(!outcome.output.contains("Together"))
            // Each of those that are asked side by side twice.
            #expect(run.server.requests.count { $0.target.contains("/serviceaccounts/") } <= 16)
        }
    }

    @Test("a busy API server is a line, an admission webhook that takes no dry run is not known")
    func untried() async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly"))
            let words = "admission webhook \"old\" does not support dry run"
            run.server.add(FakeFault("POST", on: "/pods", times: nil, .refuse(FakeStatus(400, "BadRequest", words))))
            let outcome = try await run.plugin("doctor")
            #expect(outcome.output.contains("  ? whether its pod would be admitted is not tried: \(words)\n"))
        }
        try await FakeClusterRun.run { run in
            let busy = FakeStatus(503, "ServiceUnavailable", "later")
            run.server.add(FakeFault("POST", on: "/kopiamaintenances", times: nil, .refuse(busy)))
            let outcome = try await run.plugin("doctor")
            #expect(outcome.status == 1 && outcome.complaints.isEmpty)
            let line = "  ✗ a dry run of a right KopiaMaintenance: not looked at: "
            #expect(outcome.output.contains("\(line)\(run.server.url) cannot answer now (503): later: try again\n"))
        }
    }

    @Test("nothing is written but dry runs and questions about rights")
    func harmless() async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly"))
            _ = try await run.plugin("doctor", "-A")
            let writes = run.server.requests.filter { !["GET", "HEAD"].contains($0.method) }
            #expect(writes.contains { $0.target.contains("/pods?") })
            for write in writes where !write.target.contains("/selfsubjectaccessreviews") {
                #expect(
                    write.method == "POST" && write.target.contains("dryRun=All"),
                    "\(write.method) \(write.target)"
                )
            }
        }
    }

    @Test("an API server that does not answer is one line, and no report")
    func silence() async throws {
        let outcome = try await Plugin(["doctor", "--server", "http://127.0.0.1:1"])
        #expect(outcome.status == 1 && outcome.output.isEmpty)
        #expect(outcome.complaints.hasPrefix("error: cannot reach http://127.0.0.1:1"))
        #expect(outcome.complaints.split(separator: "\n").count == 1)
    }

    @Test("a wrong flag is a mistake in the command line")
    func usage() async throws {
        #expect(try await Plugin(["doctor", "-o", "yaml"]).status == 2)
        #expect(try await Plugin(["doctor", "nightly"]).status == 2)
    }
}
