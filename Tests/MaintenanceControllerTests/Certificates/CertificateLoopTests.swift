import KubernetesAPI
import KubernetesClient
import MaintenanceController
import TestSupport
import Testing
import WebhookCertificates

@Suite("Looking after the certificates all the time", .timeLimit(.minutes(5)))
struct CertificateLoopTests {
    @Test("what somebody deletes or overwrites is repaired as soon as a watch tells of it")
    func repairs() async throws {
        try await CertificateFixture.run { fixture in
            let cluster = fixture.server.cluster
            try await fixture.runLoop {
                try await eventually { fixture.isSound }
                try cluster.delete("Secret", CertificateFixture.servingSecret)
                try await eventually { fixture.isSound }
                try cluster.update(CertificateFixture.mutating, CertificateFixture.configuration) { object in
                    let webhook = object["webhooks"]?.array?.first ?? .null
                    let stripped = webhook.setting(nil, at: "clientConfig", "caBundle")
                    return object.setting(.array([stripped]), at: "webhooks")
                }
                try await eventually { fixture.isSound }
            }
        }
    }

    @Test("failures are counted, and tried again")
    func triesAgain() async throws {
        try await CertificateFixture.run { fixture in
            fixture.server.add(FakeFault("PATCH", times: 3, .refuse(FakeStatus(503, "ServiceUnavailable"))))
            try await fixture.runLoop {
                try await eventually { fixture.isSound }
                #expect(fixture.exposition.contains("kopia_maintenance_controller_certificate_failures_total 3\n"))
            }
        }
    }

    @Test("metrics and events tell what was done, and no key")
    func tells() async throws {
        try await CertificateFixture.run { fixture in
            let prefix = "kopia_maintenance_controller"
            try await fixture.runLoop {
                try await eventually { fixture.exposition.contains("\(prefix)_certificate_sound 1\n") }
                let exposition = fixture.exposition
                for line in [
                    "certificate_rotations_total{certificate=\"serving\"} 1\n",
                    "certificate_rotations_total{certificate=\"authority\"} 1\n",
                    "certificate_expiry_timestamp_seconds ", "authority_expiry_timestamp_seconds ",
                ] {
                    #expect(exposition.contains("\(prefix)_\(line)"), "\(line)")
                }
                let reasons = fixture.events.map(\.reason)
                #expect(reasons == ["AuthorityCreated", "TrustUpdated", "TrustUpdated", "CertificateIssued"])
                #expect(fixture.events.allSatisfy { $0.regarding.name == "tls" && $0.regarding.kind == "Secret" })
                #expect(!"\(fixture.events)\(exposition)".contains("PRIVATE KEY"))
            }
            // Another replica leads now, and tells.
            #expect(!fixture.exposition.contains("\(prefix)_certificate_sound"))
        }
    }

    @Test("a configuration that is missing is reported, once")
    func missing() async throws {
        try await CertificateFixture.run { fixture in
            try fixture.server.cluster.delete(CertificateFixture.mutating, CertificateFixture.configuration)
            try await fixture.runLoop {
                try await eventually { fixture.events.contains { $0.reason == "CertificateIssued" } }
                #expect(fixture.events.count { $0.reason == "WebhookConfigurationMissing" } == 1)
                try fixture.configure(CertificateFixture.mutating)
                try await eventually { fixture.isSound }
            }
        }
    }
}

extension CertificateLoopTests {
    @Test("somebody who undoes every write is not answered without end")
    func staysCalm() async throws {
        try await CertificateFixture.run { fixture in
            let cluster = fixture.server.cluster
            try await fixture.runLoop {
                try await eventually { fixture.isSound }
                let before = fixture.time
                for _ in 0..<120 {
                    let writes = fixture.writes
                    try cluster.delete("Secret", CertificateFixture.servingSecret)
                    try await eventually { fixture.isSound && fixture.writes > writes }
                }
                // Sixty answers come at once, each of the others takes a second.
                #expect(fixture.time - before >= .seconds(40))
            }
        }
    }

    @Test("who leads again looks after them again")
    func leadsAgain() async throws {
        try await CertificateFixture.run { fixture in
            let loop = fixture.makeLoop()
            try await fixture.run(loop) { try await eventually { fixture.isSound } }
            try fixture.server.cluster.delete("Secret", CertificateFixture.servingSecret)
            try await fixture.run(loop) { try await eventually { fixture.isSound } }
        }
    }
}
