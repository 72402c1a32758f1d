import KubernetesAPI
import TLS
import TestSupport
import WebhookCertificates

/// What may be done to the objects behind the controller's back.
enum Mischief {
    private static let secrets = [CertificateWorld.objects.servingSecret, CertificateWorld.objects.authoritySecret]

    /// Something that takes no trust away: the Secrets are deleted, or lose or garble what they hold.
    static func withSecrets(_ world: inout CertificateWorld, _ random: inout SeededGenerator) {
        guard let name = secrets.randomElement(using: &random), let secret = world[secret: name] else { return }
        let keys = secret["data"]?.object?.members.map(\.name) ?? []
        switch Int.random(in: 0..<5, using: &random) {
        case 0: world[secret: name] = nil
        case 1: world[secret: name] = secret.setting(nil, at: "metadata", "annotations")
        case 2: world[secret: name] = secret.setting([:], at: "data")
        case 3:
            guard let key = keys.randomElement(using: &random) else { return }
            world[secret: name] = secret.setting(nil, at: "data", key)
        default:
            guard let key = keys.randomElement(using: &random) else { return }
            let rubbish = ["", "AAAA", "no base64!", secret["data"]?[keys[0]]?.string ?? ""]
            world[secret: name] = secret.setting(
                .string(rubbish.randomElement(using: &random) ?? ""),
                at: "data",
                key
            )
        }
    }

    /// Anything at all.
    static func withAnything(_ world: inout CertificateWorld, _ random: inout SeededGenerator) throws {
        guard let name = CertificateWorld.objects.configurations.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: world.setBundle(nil, of: name)
        case 1: world.setBundle(Array("no certificate".utf8), of: name)
        case 2: world.setBundle(try Foreign.authority().identity.certificateChain.bytes, of: name)
        case 3: world.configurations[name] = CertificateWorld.configuration(name)
        case 4: world[secret: "tls"] = try Foreign.servingSecret()
        default: withSecrets(&world, &random)
        }
    }
}

/// Certificates that somebody else made.
enum Foreign {
    static func authority(
        name: String = "somebody else's CA",
        from now: Int64 = 1_800_000_000
    ) throws -> CertificateAuthority {
        try CertificateAuthority.make(commonName: name, validity: ValidityPeriod(from: now, lasting: .seconds(90_000)))
    }

    /// A Secret that the webhook would serve from.
    static func servingSecret(
        by authority: CertificateAuthority? = nil,
        names: [String] = ["webhook.system.svc"],
        from now: Int64 = 1_800_000_000,
        lasting lifetime: Duration = .seconds(90_000)
    ) throws -> JSONValue {
        let identity = try (authority ?? Foreign.authority()).issue(
            CertificateTemplate(
                commonName: "webhook",
                names: try names.map { try SubjectAlternativeName($0) },
                validity: ValidityPeriod(from: now, lasting: lifetime)
            )
        )
        return [
            "metadata": ["name": "tls", "namespace": "system", "uid": "7"],
            "data": [
                "tls.crt": .string(Base64.encode(identity.certificateChain.bytes)),
                "tls.key": .string(Base64.encode(identity.privateKey.bytes)),
            ],
        ]
    }
}
