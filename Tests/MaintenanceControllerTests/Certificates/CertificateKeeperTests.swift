import KubernetesAPI
import KubernetesClient
import MaintenanceController
import TestSupport
import Testing
import WebhookCertificates

@Suite("Looking after the certificates of a cluster", .timeLimit(.minutes(5)))
struct CertificateKeeperTests {
    @Test("four writes make everything, and then there is nothing to do")
    func makes() async throws {
        try await CertificateFixture.run { fixture in
            let plan = try await fixture.keeper.tend()
            #expect(plan.isSound)
            #expect(fixture.isSound)
            #expect(fixture.writes == 4)
            _ = try await fixture.keeper.tend()
            #expect(fixture.writes == 4)
        }
    }

    @Test("what else is in the configurations stays as it is")
    func touchesBundleOnly() async throws {
        try await CertificateFixture.run { fixture in
            _ = try await fixture.keeper.tend()
            let object = fixture.server.cluster.object(CertificateFixture.mutating, CertificateFixture.configuration)
            let webhook = object?["webhooks"]?.array?.first
            #expect(webhook?["sideEffects"] == "None")
            #expect(webhook?["clientConfig"]?["service"]?["name"] == "webhook")
        }
    }

    @Test("whatever write fails, the next attempt goes on from there", arguments: 0..<4)
    func survivesFailure(_ passing: Int) async throws {
        try await CertificateFixture.run { fixture in
            fixture.server.add(FakeFault("PATCH", after: passing, .refuse(FakeStatus(500, "InternalError"))))
            await #expect(throws: CertificateTrouble.self) { try await fixture.keeper.tend() }
            #expect(fixture.steps.count == passing)
            _ = try await fixture.keeper.tend()
            #expect(fixture.isSound)
        }
    }

    @Test("a write whose answer is lost is not done twice", arguments: 0..<4)
    func survivesLostAnswer(_ passing: Int) async throws {
        try await CertificateFixture.run { fixture in
            fixture.server.add(FakeFault("PATCH", after: passing, .closeAfter))
            await #expect(throws: CertificateTrouble.self) { try await fixture.keeper.tend() }
            _ = try await fixture.keeper.tend()
            #expect(fixture.isSound)
            #expect(fixture.writes == 4)
        }
    }

    @Test("who was faster is looked at again, not written over")
    func conflict() async throws {
        try await CertificateFixture.run { fixture in
            let labelled: @Sendable (FakeCluster) -> Void = { cluster in
                _ = try? cluster.update(CertificateFixture.validating, CertificateFixture.configuration) {
                    $0.setting("theirs", at: "metadata", "labels", "owner")
                }
            }
            fixture.server.add(FakeFault("PATCH", on: "validatingwebhookconfigurations", .first(labelled)))
            _ = try await fixture.keeper.tend()
            #expect(fixture.isSound)
            let object = fixture.server.cluster.object(CertificateFixture.validating, CertificateFixture.configuration)
            #expect(object?["metadata"]?["labels"]?["owner"] == "theirs")
            #expect(fixture.writes == 5)
        }
    }

    @Test("a configuration that is not there is not made, and the rest is done without it")
    func missing() async throws {
        try await CertificateFixture.run { fixture in
            try fixture.server.cluster.delete(CertificateFixture.mutating, CertificateFixture.configuration)
            let plan = try await fixture.keeper.tend()
            #expect(plan.obstacle == "there is no MutatingWebhookConfiguration webhook")
            #expect(fixture.server.cluster.objects(CertificateFixture.mutating).isEmpty)
            #expect(fixture.server.cluster.object("Secret", CertificateFixture.servingSecret) != nil)
        }
    }

    @Test("who has a certificate to make once waits for what others make, but not for ever")
    func settles() async throws {
        try await CertificateFixture.run { fixture in
            try fixture.server.cluster.delete(CertificateFixture.mutating, CertificateFixture.configuration)
            await #expect(
                throws: CertificateTrouble.unfinished(
                    "there is no MutatingWebhookConfiguration webhook",
                    after: .seconds(20)
                )
            ) {
                try await fixture.settle(within: .seconds(20))
            }
            try fixture.configure(CertificateFixture.mutating)
            try await fixture.settle(within: .seconds(20))
            #expect(fixture.isSound)
        }
    }

    @Test("who has lost the authority waits until the new one is trusted everywhere")
    func settlesAfterLoss() async throws {
        try await CertificateFixture.run { fixture in
            _ = try await fixture.keeper.tend()
            try fixture.server.cluster.delete("Secret", CertificateFixture.authoritySecret)
            try await fixture.settle(within: .seconds(300))
            let reasons = fixture.steps.compactMap { step -> IssueReason? in
                if case .issue(_, _, let reason) = step { reason } else { nil }
            }
            #expect(reasons == [.missing, .rotation])
        }
    }

    @Test("who writes on and on against somebody else gives up")
    func gaveUp() async throws {
        try await CertificateFixture.run { fixture in
            let undone: @Sendable (FakeCluster) -> Void = { cluster in
                _ = try? cluster.delete("Secret", CertificateFixture.servingSecret)
            }
            fixture.server.add(FakeFault("GET", on: "/secrets/tls", times: nil, .first(undone)))
            await #expect(throws: CertificateTrouble.unsettled(steps: 16)) { try await fixture.keeper.tend() }
        }
    }

    @Test("who does not lead writes nothing")
    func fenced() async throws {
        try await CertificateFixture.run { fixture in
            fixture.leads.turn(on: false)
            await #expect(throws: CertificateTrouble.cluster(.notLeading, doing: "create secret authorities")) {
                try await fixture.keeper.tend()
            }
            #expect(fixture.writes == 0)
        }
    }
}
