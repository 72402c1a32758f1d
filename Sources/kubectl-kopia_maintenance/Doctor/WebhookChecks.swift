import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// Judges the webhooks: how API servers know them, what they serve, and what goes through them.
struct WebhookChecks {
    private let record: InstallationRecord
    private let now: Int64

    /// - Parameters:
    ///   - record: what was read.
    ///   - now: unix seconds.
    init(_ record: InstallationRecord, now: Int64) {
        self.record = record
        self.now = now
    }

    private static let apply = "install it: kubectl apply -k deploy/overlays/default (docs/installation.md)"

    /// The checks.
    var checks: [Check] {
        let services = record.services.sorted { $0.key < $1.key }
        return WebhookRecord.Kind.allCases.flatMap(configuration)
            + services.flatMap { service($0.key, $0.value) + certificate(of: $0.value, $0.key) }
            + [wayThroughDefaulting, wayThroughValidation].compactMap(\.self)
    }

    // MARK: Configurations

    private func configuration(_ kind: WebhookRecord.Kind) -> [Check] {
        switch record.webhooks[kind] ?? .absent {
        case .unread(let obstacle): return [.unread("the \(kind.rawValue)s", obstacle)]
        case .absent: return [Self.lack(of: kind)]
        case .found(let webhooks):
            guard !webhooks.isEmpty else { return [Self.lack(of: kind)] }
            return webhooks.map { judge($0, kind) }
        }
    }

    private static func lack(of kind: WebhookRecord.Kind) -> Check {
        let consequence = kind == .mutating ? "nothing fills in defaults" : "nothing rejects mistakes"
        return .wrong("no \(kind.rawValue) is about \(APINames.resource): \(consequence)", mend: apply)
    }

    private func judge(_ webhook: WebhookRecord, _ kind: WebhookRecord.Kind) -> Check {
        let title = "\(kind.rawValue) \(webhook.configuration)"
        if let (problem, remedy) = trustProblem(of: webhook) { return .wrong("\(title): \(problem)", mend: remedy) }
        let place = webhook.service.map { "Service \($0)" } ?? webhook.url ?? "nobody"
        guard !webhook.isIgnoredOnFailure else {
            return .advice(
                "\(title) calls \(place), and lets objects through unjudged where that fails",
                mend: "set failurePolicy to Fail, if that is not meant"
            )
        }
        return .sound("\(title) calls \(place)\(trust(of: webhook))")
    }

    private func served(by webhook: WebhookRecord) -> (secret: String, certificate: ServedCertificate)? {
        guard let service = webhook.service.flatMap({ record.services[$0] }), let secret = service.secret,
            let certificate = service.served.value
        else { return nil }
        return (secret, certificate)
    }

    /// Why API servers do not trust what is served, and what to do.
    private func trustProblem(of webhook: WebhookRecord) -> (String, String)? {
        guard let text = webhook.bundle, !text.isEmpty else {
            guard webhook.service != nil else { return nil }
            return ("caBundle is empty, so that no certificate is trusted", Self.bundleRemedy)
        }
        guard let bundle = Base64.decode(text).flatMap({ CertificateBundle(pem: $0) }) else {
            return ("caBundle holds something that is no certificate", Self.bundleRemedy)
        }
        guard bundle.certificates.contains(where: { $0.notAfter >= now }) else {
            return ("all authorities in caBundle have expired", Self.bundleRemedy)
        }
        guard let (secret, served) = served(by: webhook), let vouching = served.vouching else { return nil }
        guard Set(bundle.certificates).isDisjoint(with: vouching) else { return nil }
        return ("caBundle is not of who signs the certificate in Secret \(secret)", Self.bundleRemedy)
    }

    private func trust(of webhook: WebhookRecord) -> String {
        guard let (secret, served) = served(by: webhook), served.vouching != nil, webhook.bundle != nil else {
            return ""
        }
        return "; its caBundle is of the authority in Secret \(secret)"
    }

    private static let bundleRemedy =
        "whoever makes the certificate fills it in: the controller (its log says why not), or cert-manager's CA injector; "
        + "see docs/certificates.md"

    // MARK: What is served

    private func service(_ key: ObjectKey, _ service: ServiceRecord) -> [Check] {
        switch service.service {
        case .unread(let obstacle): return [.unread("Service \(key)", obstacle)]
        case .absent: return [.wrong("Service \(key), which API servers call, is not there", mend: Self.apply)]
        case .found: break
        }
        switch service.readyEndpoints {
        case .unread(let obstacle): return [.unread("the endpoints of Service \(key)", obstacle)]
        case .absent, .found(0):
            return [
                .wrong(
                    "Service \(key) has no endpoint that is ready: every write of a \(APINames.kind) fails",
                    mend: "kubectl get pods -n \(key.namespace) -l app.kubernetes.io/component=webhook; in "
                        + "ContainerCreating they wait for their certificate"
                )
            ]
        case .found(let count):
            return [
                .sound("Service \(key) has \(count) \(count == 1 ? "endpoint that is" : "endpoints that are") ready")
            ]
        }
    }

    /// Less than that is left of a certificate whose renewal has failed (the alert
    /// `KopiaMaintenanceCertificateExpiring`), or a sixth of its life where that is less.
    private static let expiring: Int64 = 14 * 86_400

    private func certificate(of service: ServiceRecord, _ key: ObjectKey) -> [Check] {
        guard let secret = service.secret else { return [] }
        let name = "Secret \(key.namespace)/\(secret)"
        let remedy = "see who makes it: the log of the controller, or kubectl describe certificate -n \(key.namespace)"
        switch service.served {
        case .unread(let obstacle): return [.unread("the certificate in \(name)", obstacle)]
        case .absent: return [.wrong("\(name), with the webhook's certificate, is not there", mend: remedy)]
        case .found(let served):
            guard let leaf = served.chain?.certificates.first else {
                return [.wrong("\(name) has no certificate that can be read in tls.crt", mend: remedy)]
            }
            let end = "\(Age.distance(to: leaf.notAfter, from: now))"
            if leaf.notAfter < now { return [.wrong("the certificate in \(name) ended \(end)", mend: remedy)] }
            if leaf.notBefore > now {
                let start = Age.distance(to: leaf.notBefore, from: now)
                return [.wrong("the certificate in \(name) is valid only \(start)", mend: "set the clocks right")]
            }
            guard leaf.notAfter - now >= min(Self.expiring, (leaf.notAfter - leaf.notBefore) / 6) else {
                return [.wrong("the certificate in \(name) ends \(end): its renewal has failed", mend: remedy)]
            }
            return [.sound("the certificate in \(name) ends \(end)")]
        }
    }

    // MARK: What goes through

    private var wayThroughDefaulting: Check? {
        let title = "a dry run of a right \(APINames.kind)"
        switch record.rightObject {
        // The checks of the definition and of the namespace say so already.
        case .impossible, .placeless: return nil
        case .unread(let obstacle): return .unread(title, obstacle)
        case .untried(let words): return .unknown("\(title) is not tried: \(words)", mend: nil)
        case .refused(let words): return .wrong("\(title) is refused: \(words)", mend: Self.remedy(for: words))
        case .admitted(let object):
            guard ObjectMetadata(of: object).annotation(APINames.defaultedFieldsAnnotation) != nil else {
                return .wrong("\(title) came back without defaults: no webhook was asked", mend: Self.unaskedRemedy)
            }
            return .sound("\(title) goes through, and comes back with its defaults")
        }
    }

    private var wayThroughValidation: Check? {
        let title = "a dry run of a wrong one"
        switch record.wrongObject {
        case .impossible, .placeless, .unread, .untried: return nil
        case .admitted:
            return .wrong("\(title) goes through: mistakes are found only by the controller", mend: Self.unaskedRemedy)
        case .refused(let words):
            if isOurs(words) { return .sound("\(title) is rejected") }
            // Of a webhook that does not answer, and of a policy that refuses both, the check before this one tells.
            guard case .admitted = record.rightObject else { return nil }
            return .unknown(
                "\(title) is refused, but not by a webhook that is known to be about it: \(words)",
                mend: nil
            )
        }
    }

    /// True if a validating webhook of ours says so (`ToStatusErr`, k8s.io/apiserver/pkg/admission/plugin/webhook/errors).
    private func isOurs(_ words: String) -> Bool {
        (record.webhooks[.validating]?.value ?? []).contains {
            words.contains("admission webhook \($0.name.goQuoted) denied the request")
        }
    }

    private static let unaskedRemedy =
        "compare both configurations with deploy/base/webhook/configurations.yaml: rules, namespaceSelector, failurePolicy"

    /// What to do about the API server's words for a call that failed, or about anybody's refusal.
    private static func remedy(for words: String) -> String {
        let causes: [(word: String, remedy: String)] = [
            ("x509: certificate signed by unknown authority", bundleRemedy),
            ("x509: certificate has expired", bundleRemedy),
            ("x509: certificate is valid for", "the certificate must have the Service's name: docs/certificates.md"),
            ("no endpoints available", "see to the webhook's pods"),
            ("connection refused", "see to the webhook's pods, and to its port"),
            ("deadline exceeded", "let API servers reach the webhook's port 9443: firewall, NetworkPolicy, proxy"),
            ("not found", "install what is not there, or correct the configuration"),
        ]
        return causes.first { words.contains($0.word) }?.remedy ?? "change the policy that refuses it"
    }
}

extension ServedCertificate {
    /// Whom to trust for it: one of these; nil if nobody told who signed it.
    fileprivate var vouching: Set<CertificateBundle.Certificate>? {
        authorities.map { Set($0.certificates + (chain?.certificates ?? [])) }
    }
}
