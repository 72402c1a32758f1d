import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// What the webhook tells those who watch it: pages, counts and lines.
@Suite("What the webhook tells of itself", .serialized, .timeLimit(.minutes(10)), .onOwnThread)
struct WebhookPagesTests {
    private static let paths = [
        "/mutate-volsync-backube-v1alpha1-kopiamaintenance", "/validate-volsync-backube-v1alpha1-kopiamaintenance",
    ]

    @Test("A method that a page does not have is refused with those that it has")
    func methods() async throws {
        try await RunningWebhook.run { webhook in
            let peer = try TLSPeer.connect(port: webhook.port, try webhook.clientContext())
            for path in Self.paths {
                for method in ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "post"] {
                    peer.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                    let response = peer.readResponse()
                    #expect(response?.status == 405, "\(method) \(path)")
                    #expect(response?.fields["allow"] == "POST", "\(method) \(path)")
                }
            }
            for page in ["/livez", "/healthz", "/readyz", "/metrics"] {
                let answer = try await Self.curl("--request", "POST", "--include", webhook.probes + page)
                #expect(answer.contains("HTTP/1.1 405 "), "\(page)")
                #expect(answer.lowercased().contains("\r\nallow: get, head\r\n"), "\(page)")
            }
        }
    }

    @Test("A probe asked with HEAD gets the head that GET gets, and nothing else")
    func head() async throws {
        try await RunningWebhook.run { webhook in
            for page in ["/livez", "/healthz", "/readyz", "/readyz?verbose", "/metrics"] {
                let full = try await Self.curl("--include", webhook.probes + page)
                let head = try await Self.curl("--head", webhook.probes + page)
                #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(page) \(head)")
                #expect(head.hasSuffix("\r\n\r\n"), "\(page) \(head)")
                #expect(Self.fieldNames(head) == Self.fieldNames(full), "\(page)")
                if page != "/metrics" { #expect(full.hasSuffix("\r\n\r\nok\n"), "\(page) \(full)") }
            }
            let missing = try await webhook.probe("/debug/pprof")
            #expect(missing.status == 404)
            #expect(missing.text.contains("/healthz, /livez, /metrics, /readyz"))
        }
    }

    private static func curl(_ arguments: String...) async throws -> String {
        try await Command.output("curl", ["--silent", "--show-error", "--max-time", "20"] + arguments)
    }

    private static func fieldNames(_ answer: String) -> [String] {
        let head = answer.split(separator: "\r\n\r\n", maxSplits: 1).first ?? ""
        return head.split(separator: "\r\n").dropFirst().map { $0.prefix { $0 != ":" }.lowercased() }
    }

    /// A captured request, what is counted of it, and what the log says of it.
    struct Decision: Sendable {
        let request: String
        let phase: String
        let operation: String
        let verdict: String

        init(_ request: String, phase: String, operation: String, verdict: String) {
            (self.request, self.phase, self.operation, self.verdict) = (request, phase, operation, verdict)
        }

        /// The labels of its series.
        var labels: String { "{phase=\"\(phase)\",operation=\"\(operation)\",verdict=\"\(verdict)\"}" }
    }

    static let decisions = [
        Decision("create-minimal.01.mutate", phase: "mutate", operation: "CREATE", verdict: "patched"),
        Decision("create-minimal.02.validate", phase: "validate", operation: "CREATE", verdict: "allowed"),
        Decision("dry-run-create-invalid.02.validate", phase: "validate", operation: "CREATE", verdict: "denied"),
        Decision("label.02.validate", phase: "validate", operation: "UPDATE", verdict: "allowed"),
        Decision("delete-collection.01.validate", phase: "validate", operation: "DELETE", verdict: "ignored"),
    ]

    @Test("Each decision is counted by phase, operation and verdict, timed, and written down once")
    func decided() async throws {
        try await RunningWebhook.run { webhook in
            for decision in Self.decisions {
                let body = String(decoding: try Fixtures.admission(decision.request), as: UTF8.self)
                let path = "/\(decision.phase)-volsync-backube-v1alpha1-kopiamaintenance"
                #expect(try await webhook.post(body, to: path).status == 0)
            }
            for decision in Self.decisions {
                let labels = decision.labels
                let name = "kopia_maintenance_webhook_review"
                #expect(try await webhook.metric("\(name)s_total\(labels)") == 1, "\(labels)")
                #expect(try await webhook.metric("\(name)_duration_seconds_count\(labels)") == 1, "\(labels)")
            }
            try await webhook.service.wait { Self.reviewed(webhook).count == Self.decisions.count }
            for (line, decision) in zip(Self.reviewed(webhook), Self.decisions) {
                let told = try JSONParser.parse(line.utf8)
                let request = try #require(try Fixtures.review(decision.request)["request"])
                for field in ["uid", "namespace", "name"] {
                    #expect(told[field]?.string == (request[field]?.string ?? ""), "\(field): \(line)")
                }
                #expect(told["user"] == request["userInfo"]?["username"], "\(line)")
                #expect(told["phase"]?.string == decision.phase, "\(line)")
                #expect(told["operation"]?.string == decision.operation, "\(line)")
                #expect(told["verdict"]?.string == decision.verdict, "\(line)")
                #expect((told["findings"] == nil) == (decision.verdict != "denied"), "\(line)")
            }
        }
    }

    private static func reviewed(_ webhook: RunningWebhook) -> [Substring] {
        webhook.service.printed.split(separator: "\n").filter { $0.contains("\"msg\":\"reviewed\"") }
    }

    @Test("A review of another kind is admitted untouched, and the log warns of rules that are too wide")
    func otherKind() async throws {
        try await RunningWebhook.run { webhook in
            let review = """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","request":{"uid":"7f0b",\
                "operation":"CREATE","kind":{"group":"apps","version":"v1","kind":"Deployment"},"object":{}}}
                """
            for path in Self.paths {
                let answer = try JSONParser.parse(await webhook.post(review, to: path).output.utf8)
                let expected: JSONValue = [
                    "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1beta1",
                    "response": ["uid": "7f0b", "allowed": true],
                ]
                #expect(answer == expected)
            }
            try await webhook.service.wait { Self.warnings(webhook).count == 2 }
            for line in Self.warnings(webhook) {
                #expect(line.contains("\"level\":\"warning\"") && line.contains("\"kind\":\"Deployment.apps\""))
            }
        }
    }

    private static func warnings(_ webhook: RunningWebhook) -> [Substring] {
        webhook.service.printed.split(separator: "\n").filter { $0.contains("admitted a review of another kind") }
    }
}
