import KubernetesAPI
import KubernetesClient
import TestSupport
import Testing

@testable import kubectl_kopia_maintenance

@Suite("What a doctor says of the webhooks")
struct WebhookChecksTests {
    private static let now = SampleMaintenance.now
    private static let day: Int64 = 86_400
    private static let key = ObjectKey(namespace: "system", name: "webhook")

    private static func certificate(_ name: UInt8, from start: Int64 = -30, to end: Int64 = 60) -> CertificateBundle {
        CertificateBundle(certificates: [
            .init(bytes: [name], notBefore: now + start * day, notAfter: now + end * day)
        ])
    }

    private static let name = "mutate.kopiamaintenance.volsync.backube"

    private static func configuration(_ client: JSONValue, failurePolicy: JSONValue = "Fail") -> JSONValue {
        [
            "metadata": ["name": "ours"],
            "webhooks": [
                [
                    "name": .string(name), "clientConfig": client,
                    "failurePolicy": failurePolicy,
                    "rules": [["apiGroups": ["volsync.backube"], "resources": ["kopiamaintenances"]]],
                ],
                ["name": "everything", "rules": [["apiGroups": ["*"], "resources": ["*"]]]],
            ],
        ]
    }

    private static let called: JSONValue = ["service": ["name": "webhook", "namespace": "system"]]

    private static func webhooks(_ configuration: JSONValue) -> [WebhookRecord] {
        WebhookRecord.all(in: configuration, about: .kopiaMaintenances)
    }

    /// An installation in which all is well but for what a test changes; its `caBundle` is left out.
    private static func record(_ change: (inout InstallationRecord) -> Void) -> InstallationRecord {
        var record = InstallationRecord()
        let url: JSONValue = ["url": "https://webhook.example/mutate"]
        for kind in WebhookRecord.Kind.allCases { record.webhooks[kind] = .found(webhooks(configuration(url))) }
        let annotations: JSONValue = ["volsync.backube/defaulted-fields": "enabled"]
        record.rightObject = .admitted(["metadata": ["annotations": annotations]])
        record.wrongObject = .refused("admission webhook \"\(name)\" denied the request: no name")
        change(&record)
        return record
    }

    private static func statements(_ change: (inout InstallationRecord) -> Void) -> [String] {
        WebhookChecks(record(change), now: now).checks.map { "\($0.verdict.rawValue): \($0.statement)" }
    }

    private static func service(_ change: (inout ServiceRecord) -> Void) -> [String] {
        var service = ServiceRecord()
        service.service = .found([:])
        service.readyEndpoints = .found(2)
        service.secret = "tls"
        service.served = .found(ServedCertificate(chain: certificate(1), authorities: certificate(2)))
        change(&service)
        return statements { $0.services[key] = service }.filter { $0.contains("system/") }
    }

    @Test("all is well")
    func sound() {
        #expect(
            Self.statements { _ in } == [
                "sound: MutatingWebhookConfiguration ours calls https://webhook.example/mutate",
                "sound: ValidatingWebhookConfiguration ours calls https://webhook.example/mutate",
                "sound: a dry run of a right KopiaMaintenance goes through, and comes back with its defaults",
                "sound: a dry run of a wrong one is rejected",
            ]
        )
        #expect(
            Self.service { _ in } == [
                "sound: Service system/webhook has 2 endpoints that are ready",
                "sound: the certificate in Secret system/tls ends in 60d",
            ]
        )
    }

    @Test("only webhooks that are about KopiaMaintenances are ours")
    func chosen() {
        #expect(Self.webhooks(Self.configuration(Self.called)).map(\.service) == [Self.key])
    }

    @Test(
        "configurations that lack, or cannot be trusted",
        arguments: [
            (
                JSONValue.null,
                "wrong: no MutatingWebhookConfiguration is about kopiamaintenances: nothing fills in defaults"
            ),
            (called, "wrong: MutatingWebhookConfiguration ours: caBundle is empty, so that no certificate is trusted"),
            (
                called.setting("!", at: "caBundle"),
                "wrong: MutatingWebhookConfiguration ours: caBundle holds something that is no certificate"
            ),
        ]
    )
    func untrusted(_ client: JSONValue, _ expected: String) {
        let found = client.isNull ? [] : Self.webhooks(Self.configuration(client))
        #expect(Self.statements { $0.webhooks[.mutating] = .found(found) }.first == expected)
    }

    @Test("one that lets objects through unjudged")
    func ignoring() {
        let ignoring = Self.webhooks(Self.configuration(["url": "https://a"], failurePolicy: "Ignore"))
        #expect(Self.statements { $0.webhooks[.validating] = .found(ignoring) }[1].hasPrefix("advice: "))
        let unread = Self.statements { $0.webhooks[.validating] = .unread(right: "list them") }
        #expect(unread[1] == "unknown: the ValidatingWebhookConfigurations: not looked at")
    }

    @Test("the Service and its certificate")
    func services() {
        #expect(
            Self.service { $0.service = .absent }[0].hasPrefix("wrong: Service system/webhook, which API servers call")
        )
        #expect(Self.service { $0.readyEndpoints = .found(0) }[0].contains("has no endpoint that is ready"))
        func certificate(_ start: Int64, _ end: Int64) -> String? {
            Self.service {
                let chain = Self.certificate(1, from: start, to: end)
                $0.served = .found(ServedCertificate(chain: chain, authorities: nil))
            }.last
        }
        #expect(certificate(-90, -1) == "wrong: the certificate in Secret system/tls ended 24h ago")
        #expect(certificate(-77, 13)?.hasSuffix("ends in 13d: its renewal has failed") == true)
        #expect(certificate(-75, 15)?.hasPrefix("sound: ") == true)
        // Of a short life a sixth is less than two weeks.
        #expect(certificate(-4, 2)?.hasPrefix("sound: ") == true)
        #expect(certificate(1, 90)?.hasSuffix("is valid only in 24h") == true)
        #expect(Self.service { $0.served = .absent }.last?.hasSuffix("certificate, is not there") == true)
        let empty = ServedCertificate(of: ["data": ["tls.crt": "bm90aGluZw==", "tls.key": "c2VjcmV0"]])
        #expect(Self.service { $0.served = .found(empty) }.last?.contains("no certificate that can be read") == true)
        #expect(Self.service { $0.served = .unread(right: "get secrets") }.last?.hasPrefix("unknown: ") == true)
    }

    @Test(
        "objects that go past, or do not come through",
        arguments: [
            (
                "failed calling webhook \"mutate\": x509: certificate signed by unknown authority",
                "whoever makes the certificate fills it in"
            ),
            (
                "failed calling webhook \"mutate\": dial tcp 127.0.0.1:9443: connect: connection refused",
                "see to the webhook's pods"
            ),
            (
                "failed calling webhook \"mutate\": context deadline exceeded",
                "let API servers reach the webhook's port"
            ),
            ("admission webhook \"kyverno\" denied the request: no owner", "change the policy that refuses it"),
        ]
    )
    func refused(_ words: String, _ remedy: String) {
        let record = Self.record {
            $0.rightObject = .refused(words)
            $0.wrongObject = .refused("failed calling webhook")
        }
        let check = WebhookChecks(record, now: Self.now).checks.last
        #expect(check?.verdict == .wrong && check?.statement.hasSuffix(words) == true)
        #expect(check?.remedy?.hasPrefix(remedy) == true, "\(check?.remedy ?? "")")
    }

    @Test(
        "only the word of a webhook of ours is a proof that mistakes are rejected",
        arguments: [
            "admission webhook \"kyverno\" denied the request: no owner",
            "KopiaMaintenance.volsync.backube \"doctor-x\" is invalid: spec.repository",
            "failed calling webhook \"\(name)\": connection refused",
        ]
    )
    func others(_ words: String) {
        let statement = Self.statements { $0.wrongObject = .refused(words) }.last
        #expect(statement?.hasPrefix("unknown: a dry run of a wrong one is refused, but not by a webhook") == true)
        #expect(statement?.hasSuffix(words) == true)
        // Who refuses a right one, too, is told of there.
        let both = Self.statements { ($0.rightObject, $0.wrongObject) = (.refused(words), .refused(words)) }
        #expect(both.last?.hasPrefix("wrong: a dry run of a right KopiaMaintenance is refused") == true)
    }

    @Test("a namespace that is not there")
    func namespaces() {
        func statements(_ lacking: String?, _ isChosen: Bool) -> [String] {
            NamespaceChecks.checks(lacking: lacking, isChosen: isChosen).map {
                "\($0.verdict.rawValue): \($0.statement)"
            }
        }
        #expect(statements("typo", true) == ["wrong: there is no namespace typo"])
        #expect(statements("typo", false) == ["unknown: a dry run is not tried: there is no namespace typo"])
        #expect(statements(nil, true).isEmpty)
        let placeless = Self.statements { ($0.rightObject, $0.wrongObject) = (.placeless, .placeless) }
        #expect(placeless.allSatisfy { !$0.contains("dry run") })
    }

    @Test("objects that nobody was asked about")
    func unasked() {
        let statements = Self.statements {
            $0.rightObject = .admitted(["metadata": ["name": "a"]])
            $0.wrongObject = .admitted([:])
        }
        #expect(statements[2].hasPrefix("wrong: ") && statements[2].contains("came back without defaults"))
        #expect(statements[3].hasPrefix("wrong: ") && statements[3].contains("goes through"))
    }
}
