import KubernetesAPI
import TLS
import TestSupport
import WebhookCertificates

/// The four objects of a cluster in which the certificates live, with the API server's rules for writing them.
struct CertificateWorld {
    static let objects = CertificateObjects(
        namespace: "system",
        servingSecret: "tls",
        authoritySecret: "authorities",
        configurations: [
            WebhookConfigurationName(.mutating, "webhook"), WebhookConfigurationName(.validating, "webhook"),
        ]
    )

    /// A certificate lives for twenty minutes, its authority for an hour; a pod gets the next one two minutes late.
    static func settings() throws -> CertificateSettings {
        CertificateSettings(
            names: try CertificateSettings.names(service: "webhook", namespace: "system", domain: "cluster.local"),
            certificateLifetime: .seconds(1200),
            authorityLifetime: .seconds(3600),
            propagationTime: .seconds(30),
            retention: .seconds(150)
        )
    }

    var authorities: JSONValue?
    var serving: JSONValue?
    var configurations: [WebhookConfigurationName: JSONValue]
    private var version: Int64 = 1
    /// How many writes were refused because somebody else had written.
    private(set) var conflicts = 0

    /// A cluster in which the manifests were just applied.
    init() {
        configurations = Dictionary(
            uniqueKeysWithValues: Self.objects.configurations.map { ($0, Self.configuration($0)) }
        )
    }

    /// A configuration of two webhooks that trust nobody.
    static func configuration(_ name: WebhookConfigurationName) -> JSONValue {
        [
            "kind": .string(name.kind.rawValue),
            "metadata": ["name": .string(name.name), "uid": "1", "resourceVersion": "1"],
            "webhooks": ["a.volsync.backube", "b.volsync.backube"].map { name in
                ["name": .string(name), "clientConfig": ["service": ["name": "webhook"]], "sideEffects": "None"]
            }.asValue,
        ]
    }

    /// What the controller reads.
    var observation: CertificateObservation {
        CertificateObservation(
            names: Self.objects,
            authorities: authorities,
            serving: serving,
            configurations: configurations
        )
    }

    /// What is to be done.
    func plan(at now: Int64) throws -> CertificatePlan { CertificatePlan(observation, try Self.settings(), now: now) }

    /// The write of a step that was decided upon now.
    func write(of step: CertificateStep, at now: Int64) throws -> CertificateWrite? {
        try CertificateWrite.make(step, observation, Self.objects, try Self.settings(), now: now)
    }

    /// Does what is to be done until nothing is; true if that came to an end.
    @discardableResult
    mutating func settle(at now: Int64) throws -> Bool {
        for _ in 0..<20 {
            guard let step = try plan(at: now).step else { return true }
            guard let write = try write(of: step, at: now) else { return false }
            perform(write)
        }
        return false
    }
}

// MARK: - Writing

extension CertificateWorld {
    /// Does a write as the API server would; one that is behind the object is refused.
    @discardableResult
    mutating func perform(_ write: CertificateWrite) -> Bool {
        switch write {
        case .create(let name, let object):
            self[secret: name] = self[secret: name]?.merged(with: object) ?? object
        case .merge(let name, let patch):
            guard let old = self[secret: name], isCurrent(patch, old) else { return refuse() }
            self[secret: name] = old.merged(with: patch)
        case .apply(let name, let object):
            guard let old = configurations[name], isCurrent(object, old) else { return refuse() }
            configurations[name] = stamped(old.withBundles(of: object))
        }
        return true
    }

    /// A Secret; setting it is a write.
    subscript(secret name: String) -> JSONValue? {
        get { name == Self.objects.servingSecret ? serving : authorities }
        set {
            let stored = newValue.map { stamped($0) }
            if name == Self.objects.servingSecret { serving = stored } else { authorities = stored }
        }
    }

    /// Sets the bundle of every webhook of a configuration, as somebody else would.
    mutating func setBundle(_ bundle: [UInt8]?, of name: WebhookConfigurationName) {
        guard let old = configurations[name] else { return }
        let webhooks = (old["webhooks"]?.array ?? []).map { webhook in
            webhook.setting(bundle.map { .string(Base64.encode($0)) }, at: "clientConfig", "caBundle")
        }
        configurations[name] = stamped(old.setting(.array(webhooks), at: "webhooks"))
    }

    private func isCurrent(_ write: JSONValue, _ stored: JSONValue) -> Bool {
        write["metadata"]?["resourceVersion"] == stored["metadata"]?["resourceVersion"]
    }

    private mutating func refuse() -> Bool {
        conflicts += 1
        return false
    }

    private mutating func stamped(_ object: JSONValue) -> JSONValue {
        version += 1
        return object.setting(.string(String(version)), at: "metadata", "resourceVersion")
    }
}

// MARK: - Reading

extension CertificateWorld {
    /// A value of a Secret.
    func value(_ key: String, of secret: String) -> [UInt8]? {
        self[secret: secret]?["data"]?[key]?.string.flatMap { Base64.decode($0) }
    }

    /// The bundles of a configuration's webhooks, as they are written.
    func bundles(of name: WebhookConfigurationName) -> [String] {
        (configurations[name]?["webhooks"]?.array ?? []).map { $0["clientConfig"]?["caBundle"]?.string ?? "" }
    }

    /// The certificates that all webhooks trust.
    func trusted(by name: WebhookConfigurationName) -> [TrustedCertificate] {
        bundles(of: name).flatMap { TrustedCertificate.all(in: Self.decode($0)).certificates }
    }

    /// What the webhook would serve; nil if it would refuse it.
    func served(at now: Int64) throws -> IdentityDocuments? {
        guard let certificate = value("tls.crt", of: "tls"), let key = value("tls.key", of: "tls") else { return nil }
        let identity = IdentityDocuments(
            certificateChain: PEMDocument(source: "tls.crt", bytes: certificate),
            privateKey: PEMDocument(source: "tls.key", bytes: key)
        )
        do {
            return try identity.check().isValid(at: now) ? identity : nil
        } catch {
            return nil
        }
    }

    /// A bundle as clients take it.
    static func decode(_ bundle: String) -> PEMDocument {
        PEMDocument(source: "caBundle", bytes: Base64.decode(bundle) ?? [])
    }

    /// Why a client that trusts the bundle does not accept what is served; nil if it does.
    static func refusal(of identity: IdentityDocuments, trusting bundle: PEMDocument, at now: Int64) -> String? {
        do {
            try TrustCheck.verifyServing(
                identity.certificateChain,
                authorities: bundle,
                names: [try SubjectAlternativeName("webhook.system.svc")],
                at: now
            )
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension [JSONValue] {
    fileprivate var asValue: JSONValue { .array(self) }
}

extension JSONValue {
    /// RFC 7396.
    fileprivate func merged(with patch: JSONValue) -> JSONValue {
        guard let members = patch.object?.members else { return patch }
        var result = object ?? JSONObject()
        for member in members {
            result[member.name] =
                member.value.isNull ? nil : (result[member.name] ?? .null).merged(with: member.value)
        }
        return .object(result)
    }

    /// The configuration with the bundles of an applied one, found by the names of the webhooks.
    fileprivate func withBundles(of applied: JSONValue) -> JSONValue {
        let webhooks = (self["webhooks"]?.array ?? []).map { webhook in
            let wanted = applied["webhooks"]?.array?.first { $0["name"] == webhook["name"] }
            return webhook.setting(wanted?["clientConfig"]?["caBundle"], at: "clientConfig", "caBundle")
        }
        return setting(.array(webhooks), at: "webhooks")
    }
}
