import KubernetesAPI
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("doctor, as a user runs it", .timeLimit(.minutes(5)))
struct DoctorCommandTests {
    private static let secret: JSONValue = [
        "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "kopia-config", "namespace": "backup"],
        "data": ["KOPIA_PASSWORD": "c2VzYW1lLW9wZW4=", "SFTP_HOST": "c2VzYW1lLW9wZW4="],
    ]

    @Test("no value of a Secret gets into what it prints, in either format")
    func secrecy() async throws {
        try await FakeClusterRun.run { run in
            try run.store(SampleMaintenance.object("nightly"))
            try run.store(Self.secret)
            for format in ["text", "json"] {
                let outcome = try await run.plugin("doctor", "-o", format)
                #expect(outcome.status == 1)
                #expect(outcome.output.contains("Secret kopia-config has the keys of one backend: SFTP"))
                for value in ["c2VzYW1lLW9wZW4=", "sesame-open"] {
                    #expect(!(outcome.output + outcome.complaints).contains(value))
                }
            }
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
