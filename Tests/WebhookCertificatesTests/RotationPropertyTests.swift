import KubernetesAPI
import TLS
import TestSupport
import Testing
import WebhookCertificates

@Suite("Rotation in a cluster where everybody is late")
struct RotationPropertyTests {
    @Test("no API server ever refuses what a pod serves, however often controllers crash", arguments: 1...2)
    func survivesCrashes(_ seed: UInt64) throws {
        var simulation = RotationSimulation(seed: seed)
        try simulation.run(for: 10_000)
        #expect(simulation.refusals.isEmpty)
        #expect(simulation.serials.count >= 10)
        // Three authorities of an hour each have come, two of them have gone.
        try expectRest(&simulation)
    }

    @Test("no API server ever mistrusts what a pod serves, whatever becomes of the Secrets", arguments: 1...4)
    func survivesLossOfSecrets(_ seed: UInt64) throws {
        var simulation = RotationSimulation(seed: seed)
        try simulation.run(for: 300)
        try simulation.run(for: 4_000, mischief: (0.03, Mischief.withSecrets))
        try simulation.run(for: 600)
        // Who is robbed of every new authority at once may come too late with a certificate, but never with trust.
        #expect(simulation.refusals.filter { !$0.isExpiry }.isEmpty)
        try expectRest(&simulation)
    }

    @Test("everything comes right again, whatever anybody does to anything", arguments: 1...3)
    func recovers(_ seed: UInt64) throws {
        var simulation = RotationSimulation(seed: seed)
        try simulation.run(for: 2_000, mischief: (0.1, Mischief.withAnything))
        try simulation.run(for: 1_000)
        let before = simulation.refusals.count
        try simulation.run(for: 2_000)
        #expect(simulation.refusals.count == before)
        try expectRest(&simulation)
    }

    /// Waits for the end of what is under way: one authority, trusted alone, and its certificate.
    private func expectRest(_ simulation: inout RotationSimulation) throws {
        for _ in 0..<100 {
            let plan = try simulation.world.plan(at: simulation.now)
            let record = simulation.world.observation.authorities.record
            if plan.step == nil, record.next == nil, record.retired.isEmpty { break }
            try simulation.run(for: 10)
        }
        let world = simulation.world
        let plan = try world.plan(at: simulation.now)
        #expect(plan.isSound)
        let signer = try #require(world.observation.authorities.record.signer)
        for name in CertificateWorld.objects.configurations {
            #expect(Set(world.trusted(by: name)) == [signer.certificate])
        }
        let served = try #require(try world.served(at: simulation.now))
        let bundle = TrustedCertificate.bundle([signer.certificate], source: "signer")
        #expect(CertificateWorld.refusal(of: served, trusting: bundle, at: simulation.now) == nil)
    }
}
