import Foundation
import KubernetesAPI
import TestSupport
import Testing

/// The webhook program as its clients meet it: real sockets, real TLS, curl and openssl.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WebhookServiceTests {
    private static let mutate = "/mutate-volsync-backube-v1alpha1-kopiamaintenance"
    private static let validate = "/validate-volsync-backube-v1alpha1-kopiamaintenance"

    private static func fixture(_ name: String) throws -> String {
        String(decoding: try Fixtures.admission(name), as: UTF8.self)
    }

    @Test("Every captured request is answered with its uid, and as the core answers it")
    func captured() async throws {
        try await RunningWebhook.run { webhook in
            for name in try Fixtures.admissionNames() {
                let path = name.hasSuffix("mutate") ? Self.mutate : Self.validate
                let answer = try JSONParser.parse(await webhook.post(Self.fixture(name), to: path).output.utf8)
                #expect(answer["response"]?["uid"] == (try Fixtures.review(name)["request"]?["uid"]), "\(name)")
            }
        }
    }

    /// What a wrong request is told.
    struct WrongRequest: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let path: String
        let arguments: [String]
        var body: String?
        let status: String
        let says: String
    }

    static let json = ["--header", "Content-Type: application/json"]

    static let wrongRequests: [WrongRequest] = [
        WrongRequest(
            testDescription: "another path",
            path: "/admit",
            arguments: json,
            body: "{}",
            status: "404",
            says: "no webhook at this path"
        ),
        WrongRequest(
            testDescription: "another method",
            path: mutate,
            arguments: [],
            status: "405",
            says: "an AdmissionReview is sent with POST"
        ),
        WrongRequest(
            testDescription: "another content type",
            path: mutate,
            arguments: ["--header", "Content-Type: text/yaml"],
            body: "{}",
            status: "415",
            says: "application/json"
        ),
        WrongRequest(
            testDescription: "broken JSON",
            path: mutate,
            arguments: json,
            body: "{\"kind\": }",
            status: "400",
            says: "unexpected '}' at line 1, column 10"
        ),
        WrongRequest(
            testDescription: "another document",
            path: mutate,
            arguments: json,
            body: "{\"kind\":\"Pod\"}",
            status: "400",
            says: "expected kind AdmissionReview"
        ),
        WrongRequest(
            testDescription: "no request",
            path: validate,
            arguments: json,
            body: "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"}",
            status: "400",
            says: "the review has no request"
        ),
        WrongRequest(
            testDescription: "a body that is too large",
            path: mutate,
            arguments: json,
            body: String(repeating: " ", count: 9 << 20),
            status: "413",
            says: "more than 8388608 bytes"
        ),
    ]

    @Test("A wrong request is told what is wrong with it", arguments: wrongRequests)
    func wrong(_ request: WrongRequest) async throws {
        try await RunningWebhook.run { webhook in
            var arguments =
                ["--silent", "--cacert", webhook.authority, "--write-out", "\n%{http_code}"] + request.arguments
            if request.body != nil { arguments += ["--data-binary", "@-"] }
            let outcome = try await Command.run(
                "curl",
                arguments + [webhook.url + request.path],
                input: request.body ?? ""
            )
            #expect(outcome.output.hasSuffix("\n\(request.status)"), "\(outcome)")
            #expect(outcome.output.contains(request.says), "\(outcome)")
        }
    }

    @Test("Probes answer, and readiness ends with SIGTERM while the answer in flight arrives")
    func probes() async throws {
        try await RunningWebhook.run { webhook in
            for page in ["/livez", "/healthz", "/readyz", "/metrics"] {
                let outcome = try await Command.run("curl", ["-fsS", webhook.probes + page])
                #expect(outcome.status == 0, "\(page) \(outcome)")
            }
            #expect(
                try await Command.run(
                    "curl",
                    ["-sS", "-X", "POST", "-o", "/dev/null", "-w", "%{http_code}", webhook.probes + "/readyz"]
                ).output == "405"
            )
            #expect(try await webhook.stop() == 0)
        }
    }

    @Test("TLS 1.2 and 1.3 are spoken, older versions and HTTP/2 are not")
    func protocols() async throws {
        try await RunningWebhook.run { webhook in
            for (flag, works) in [("-tls1_2", true), ("-tls1_3", true), ("-tls1_1", false)] {
                let outcome = try await Command.run(
                    "openssl",
                    [
                        "s_client", "-connect", "127.0.0.1:\(webhook.port)", "-CAfile", webhook.authority, flag,
                        "-verify_return_error",
                    ]
                )
                #expect((outcome.status == 0) == works, "\(flag) \(outcome)")
            }
            let negotiated = try await Command.run(
                "openssl",
                [
                    "s_client", "-connect", "127.0.0.1:\(webhook.port)", "-CAfile", webhook.authority, "-alpn",
                    "h2,http/1.1",
                ]
            )
            #expect(negotiated.output.contains("ALPN protocol: http/1.1"))
        }
    }

    /// Command lines that must be refused with one line.
    static let refusals: [([String], String)] = [
        ([], "give --tls-cert-file and --tls-private-key-file, or --dev-certificates"),
        (["--tls-cert-file", "/nowhere/tls.crt", "--tls-private-key-file", "/nowhere/tls.key"], "/nowhere/tls.crt"),
        (["--dev-certificates", "/tmp", "--bogus"], "Unknown option '--bogus'"),
        (["--dev-certificates", "/tmp", "--port", "70000"], "for '--port <port>': write it as a whole number from 0"),
        (
            ["--dev-certificates", "/tmp", "--idle-timeout", "soon"],
            "'soon' is invalid for '--idle-timeout <duration>': write it as"
        ),
        (
            ["--dev-certificates", "/tmp", "--allowed-client-names", "a"],
            "--allowed-client-names needs --client-ca-file"
        ),
    ]

    @Test("A start that cannot succeed is refused in one line", arguments: refusals)
    func refuse(_ arguments: [String], _ says: String) async throws {
        let outcome = try await Command.run(Programs.webhook.path, arguments)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains(says), "\(outcome)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
    }

    @Test("An occupied port is refused in one line")
    func occupiedPort() async throws {
        try await RunningWebhook.run { webhook in
            let second = try await Command.run(
                Programs.webhook.path,
                [
                    "--bind-address", "127.0.0.1", "--dev-certificates", webhook.folder.path, "--port",
                    "\(webhook.port)",
                    "--probe-port", "0",
                ]
            )
            #expect(second.status == 1)
            #expect(second.errors.contains("another process listens there"), "\(second)")
        }
    }

    @Test("A mismatched key pair is refused in one line")
    func mismatchedPair() async throws {
        try await RunningWebhook.run { first in
            try await RunningWebhook.run { second in
                let outcome = try await Command.run(
                    Programs.webhook.path,
                    [
                        "--tls-cert-file", first.folder.appending(path: "tls.crt").path,
                        "--tls-private-key-file", second.folder.appending(path: "tls.key").path, "--port", "0",
                        "--probe-port",
                        "0",
                    ]
                )
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains("does not"), "\(outcome)")
            }
        }
    }
}
