import KubernetesAPI
import TLS
import TestSupport
import Testing
import WebhookCertificates

@Suite("The plan for the certificates")
struct CertificatePlanTests {
    private static let start: Int64 = 1_800_000_000
    private static let mutating = CertificateWorld.objects.configurations[0]
    private static let validating = CertificateWorld.objects.configurations[1]

    /// A cluster in which everything is as it should be.
    private func soundWorld() throws -> CertificateWorld {
        var world = CertificateWorld()
        #expect(try world.settle(at: Self.start))
        return world
    }

    @Test("begins with an authority, then trust, then a certificate, and waits for nobody")
    func begins() throws {
        var world = CertificateWorld()
        var steps: [String] = []
        while let step = try world.plan(at: Self.start).step, steps.count < 10 {
            steps.append(step.kind)
            world.perform(try #require(try world.write(of: step, at: Self.start)))
        }
        #expect(steps == ["keep signer", "trust 1", "trust 1", "issue missing"])
        #expect(try world.plan(at: Self.start).isSound)
    }

    @Test("makes certificates for the names of the Service, on P-256, that begin a little in the past")
    func certificate() throws {
        let world = try soundWorld()
        let identity = try #require(try world.served(at: Self.start - 299))
        let summary = try identity.check()
        #expect(
            Set(summary.names).isSuperset(of: [
                "webhook", "webhook.system", "webhook.system.svc", "webhook.system.svc.cluster.local",
            ])
        )
        #expect(summary.notBefore == Self.start - 300)
        #expect(summary.notAfter == Self.start + 1200)
        #expect(world.serving?["type"]?.string == "kubernetes.io/tls")
        #expect(world.value("ca.crt", of: "tls") == world.value("ca.crt", of: "authorities"))
        #expect(world.value("ca.key", of: "tls") == nil)
    }

    @Test("finds nothing to do in a sound cluster until two thirds of a life are over")
    func rests() throws {
        let world = try soundWorld()
        let plan = try world.plan(at: Self.start)
        let wakeUp = try #require(plan.wakeUp)
        #expect((Self.start + 680...Self.start + 800).contains(wakeUp))
        #expect(try world.plan(at: wakeUp - 1).step == nil)
        #expect(try world.plan(at: wakeUp).step?.kind == "issue renewal")
        #expect(plan.certificateEnd == Self.start + 1200)
        #expect(plan.authorityEnd == Self.start + 3600)
    }

    struct Damage: Sendable, CustomStringConvertible {
        let description: String
        let steps: [String]
        let act: @Sendable (inout CertificateWorld) throws -> Void

        init(
            _ description: String,
            _ steps: [String],
            _ act: @escaping @Sendable (inout CertificateWorld) throws -> Void
        ) {
            self.description = description
            self.steps = steps
            self.act = act
        }
    }

    static let damages: [Damage] = [
        Damage("the serving Secret is deleted", ["issue missing"]) { $0.serving = nil },
        Damage("its certificate is garbled", ["issue broken"]) {
            $0.serving = $0.serving?.setting("AAAA", at: "data", "tls.crt")
        },
        Damage("its key is somebody else's", ["issue broken"]) {
            let key = try Foreign.servingSecret()["data"]?["tls.key"]
            $0.serving = $0.serving?.setting(key, at: "data", "tls.key")
        },
        Damage("its key is no base64", ["issue broken"]) {
            $0.serving = $0.serving?.setting("%", at: "data", "tls.key")
        },
        Damage("both are emptied", ["issue missing"]) {
            $0.serving = $0.serving?.setting(["tls.crt": "", "tls.key": ""], at: "data")
        },
        Damage("its bundle is lost", ["publish"]) { $0.serving = $0.serving?.setting(nil, at: "data", "ca.crt") },
        Damage("it is replaced by one of a foreign authority", ["issue foreign"]) {
            $0.serving = try Foreign.servingSecret()
        },
        Damage("it is replaced by one of a foreign authority that is vouched for beside it", ["keep", "trust 2"]) {
            let authority = try Foreign.authority()
            let bundle: JSONValue = .string(Base64.encode(authority.identity.certificateChain.bytes))
            $0.serving = try Foreign.servingSecret(by: authority).setting(bundle, at: "data", "ca.crt")
        },
        Damage("its certificate lacks a name", ["issue names"]) {
            let signer = try #require($0.observation.authorities.record.signer)
            $0.serving = try Foreign.servingSecret(
                by: CertificateAuthority.load(signer.identity),
                lasting: .seconds(900)
            )
        },
        Damage("its certificate has expired", ["issue expired"]) {
            let signer = try #require($0.observation.authorities.record.signer)
            $0.serving = try Foreign.servingSecret(
                by: CertificateAuthority.load(signer.identity),
                lasting: .seconds(-10)
            )
        },
        Damage("the bundle of one configuration is removed", ["trust 1"]) { $0.setBundle(nil, of: mutating) },
        Damage("the bundle of one configuration is no certificate", ["trust 1"]) {
            $0.setBundle(Array("-----BEGIN CERTIFICATE-----".utf8), of: validating)
        },
        Damage("a foreign authority is trusted instead", ["trust 1"]) {
            $0.setBundle(try Foreign.authority().identity.certificateChain.bytes, of: mutating)
        },
        Damage("an older authority of ours is trusted, too", ["keep", "trust 2"]) {
            let old = try Foreign.authority(name: CertificateSettings.authorityName)
            let signer = try #require($0.value("ca.crt", of: "authorities"))
            $0.setBundle(old.identity.certificateChain.bytes + signer, of: mutating)
        },
        Damage("a configuration is made anew", ["trust 1"]) {
            $0.configurations[mutating] = CertificateWorld.configuration(mutating)
        },
        Damage("the Secret of the authorities is deleted", ["keep next", "trust 2", "trust 2"]) {
            $0.authorities = nil
        },
        Damage("the key of the authority is garbled", ["keep next", "trust 2", "trust 2"]) {
            $0.authorities = $0.authorities?.setting("AAAA", at: "data", "ca.key")
        },
        Damage("the authority is no authority", ["keep next", "trust"]) {
            let leaf = try Foreign.servingSecret()
            $0.authorities = $0.authorities?.setting(leaf["data"]?["tls.crt"], at: "data", "ca.crt")
                .setting(leaf["data"]?["tls.key"], at: "data", "ca.key")
        },
        Damage("the authority is replaced by one that nobody trusts", ["keep", "trust 2", "trust 2"]) {
            let other = try Foreign.authority(name: CertificateSettings.authorityName).identity
            $0.authorities = $0.authorities?
                .setting(.string(Base64.encode(other.certificateChain.bytes)), at: "data", "ca.crt")
                .setting(.string(Base64.encode(other.privateKey.bytes)), at: "data", "ca.key")
        },
        Damage("all is gone but the bundles", ["keep next", "trust 2", "trust 2"]) {
            ($0.serving, $0.authorities) = (nil, nil)
        },
        Damage("all is gone", ["keep signer", "trust 1", "trust 1", "issue missing"]) { $0 = CertificateWorld() },
    ]

    @Test("repairs what somebody damaged, and no more", arguments: damages)
    func repairs(_ damage: Damage) throws {
        var world = try soundWorld()
        let before = try #require(try world.served(at: Self.start))
        try damage.act(&world)
        for wanted in damage.steps {
            let step = try #require(try world.plan(at: Self.start).step)
            #expect(step.kind.hasPrefix(wanted), "\(step.kind)")
            world.perform(try #require(try world.write(of: step, at: Self.start)))
        }
        #expect(try world.settle(at: Self.start))
        // What pods have in memory is still trusted wherever it was, if anything was known of it.
        if damage.description != "all is gone" {
            for text in CertificateWorld.objects.configurations.flatMap({ world.bundles(of: $0) }) {
                #expect(
                    CertificateWorld.refusal(of: before, trusting: CertificateWorld.decode(text), at: Self.start) == nil
                )
            }
        }
        // Some repairs take the two waits; then all is as before.
        for later in stride(from: Self.start, through: Self.start + 400, by: 10) { try world.settle(at: later) }
        #expect(try world.plan(at: Self.start + 400).isSound)
        #expect(world.observation.authorities.record.retired.isEmpty)
        #expect(world.trusted(by: Self.mutating) == world.trusted(by: Self.validating))
    }

    @Test("brings a new authority in before it signs, and lets the old one go last")
    func rotates() throws {
        var world = try soundWorld()
        let old = try #require(world.observation.authorities.record.signer)
        var moments: [(kind: String, second: Int64)] = []
        var now = Self.start
        while now < Self.start + 3300, moments.count < 30 {
            let plan = try world.plan(at: now)
            guard let step = plan.step else {
                now = try #require(plan.wakeUp)
                continue
            }
            moments.append((step.kind, now))
            world.perform(try #require(try world.write(of: step, at: now)))
        }
        // Renewals come in between, and what is noted or published has no say.
        let rotation = moments.drop { $0.kind != "keep next" }
            .filter { !["keep", "publish", "issue renewal"].contains($0.kind) }
        try #require(
            rotation.map(\.kind) == [
                "keep next", "trust 2", "trust 2", "keep promoted", "issue rotation", "trust 1", "trust 1",
            ]
        )
        #expect(rotation[3].second - rotation[0].second == 31, "the propagation time, and what a stamp may lack")
        #expect(rotation[5].second - rotation[4].second == 151, "the retention, and what a stamp may lack")
        #expect(world.observation.authorities.record.signer != old)
    }

    @Test("never issues a certificate that outlives its authority")
    func endsWithAuthority() throws {
        var world = try soundWorld()
        // Nobody looked for a long time: the authority has five minutes left.
        let late = Self.start + 3300
        #expect(try world.settle(at: late))
        let end = try world.plan(at: late).certificateEnd
        #expect(end == Self.start + 3600)
        // The new authority begins to sign before that, and its certificate lives on.
        for later in stride(from: late, through: late + 300, by: 10) { try world.settle(at: later) }
        #expect(try world.plan(at: late + 300).certificateEnd ?? 0 > Self.start + 4000)
    }

    @Test("does not hurry when the clock is put back")
    func clockBack() throws {
        let world = try soundWorld()
        #expect(try world.plan(at: Self.start - 200).step == nil)
        #expect(try world.plan(at: Self.start - 400).step?.kind != "issue foreign")
    }

    @Test("reports a configuration that is missing, and makes none")
    func missing() throws {
        var world = try soundWorld()
        world.configurations[Self.mutating] = nil
        let plan = try world.plan(at: Self.start)
        #expect(plan.step == nil)
        #expect(!plan.isSound)
        #expect(plan.obstacle == "there is no MutatingWebhookConfiguration webhook")
    }

    @Test("issues anew when settings ask for a shorter life or another name")
    func settings() throws {
        let world = try soundWorld()
        let names = try CertificateSettings.names(service: "webhook", namespace: "system", domain: "cluster.local")
        let shorter = CertificateSettings(
            names: names,
            certificateLifetime: .seconds(300),
            authorityLifetime: .seconds(3600),
            propagationTime: .seconds(30),
            retention: .seconds(150)
        )
        #expect(CertificatePlan(world.observation, shorter, now: Self.start).step?.kind == "issue renewal")
        let more = CertificateSettings(
            names: try names + [SubjectAlternativeName("fd00:0:0::1")],
            certificateLifetime: .seconds(1200),
            authorityLifetime: .seconds(3600)
        )
        #expect(CertificatePlan(world.observation, more, now: Self.start).step?.kind == "issue names")
    }

    @Test("keeps private keys out of every text")
    func secrecy() throws {
        var world = CertificateWorld()
        var texts = ""
        while let step = try world.plan(at: Self.start).step {
            dump(step, to: &texts)
            texts += "\(step)\(step.news)"
            world.perform(try #require(try world.write(of: step, at: Self.start)))
        }
        dump(world.observation.authorities.record, to: &texts)
        #expect(texts.contains("issue"))
        #expect(!texts.contains("PRIVATE KEY"))
    }
}

extension CertificateStep {
    /// The step in a word or two.
    fileprivate var kind: String {
        switch self {
        case .keepAuthorities(_, .signer, _): "keep signer"
        case .keepAuthorities(_, .next, _): "keep next"
        case .keepAuthorities(_, nil, let changes): changes.contains(.promoted) ? "keep promoted" : "keep"
        case .trust(let trusted, _): "trust \(trusted.count)"
        case .issue(_, _, .broken): "issue broken"
        case .issue(_, _, let reason): "issue \(reason)"
        case .publish: "publish"
        }
    }
}
