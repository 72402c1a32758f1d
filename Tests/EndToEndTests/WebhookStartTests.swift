import Foundation
import Glibc
import TLS
import TestSupport
import Testing

/// The ways to start the webhook, and the ways that fail.
@Suite("The webhook's start", .serialized, .timeLimit(.minutes(10)), .onOwnThread)
struct WebhookStartTests {
    private static func refusal(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> Command.Outcome {
        try await Command.run(
            Programs.webhook.path,
            ["--bind-address", "127.0.0.1", "--port", "0", "--probe-port", "0"] + arguments,
            in: .inherited(environment)
        )
    }

    /// A command line that is refused before anything is made.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String { arguments.joined(separator: " ") + environment.description }
        let arguments: [String]
        var environment: [String: String] = [:]
        let says: String
    }

    static let mistakes = [
        Mistake(arguments: ["--bind-address", "localhost"], says: "'localhost' is no IP address"),
        Mistake(arguments: ["--port", "7", "--probe-port", "7"], says: "--port and --probe-port are both 7"),
        Mistake(arguments: ["--log-level", "loud"], says: "one of the following: trace, debug, info"),
        Mistake(arguments: ["--client-ca-file", ""], says: "--client-ca-file is empty"),
        Mistake(arguments: ["--event-loops", "0"], says: "--event-loops is between 1 and 1024"),
        Mistake(arguments: ["--max-held-bytes", "5"], says: "--max-held-bytes is at least"),
        Mistake(arguments: ["--body-timeout", "0"], says: "--body-timeout is more than 0"),
        Mistake(
            arguments: ["--kubernetes-version", "latest"],
            says: "'latest' is no release of Kubernetes, such as 1.36"
        ),
        Mistake(arguments: ["--feature-gates", "A=true,SELinuxMount"], says: "'SELinuxMount' sets no feature gate"),
        Mistake(arguments: [], environment: ["KM_KUBERNETES_VERSION": "1"], says: "(from KM_KUBERNETES_VERSION)"),
        Mistake(arguments: ["surplus"], says: "Unexpected argument 'surplus'"),
        Mistake(arguments: [], environment: ["KM_IDLE_TIMEOUT": "9"], says: "9' is invalid for '--idle-timeout"),
        Mistake(arguments: [], environment: ["KM_IDLE_TIMEOUT": "9"], says: "(from KM_IDLE_TIMEOUT)"),
        Mistake(arguments: [], environment: ["KM_TLS_CERT_FILE": "x"], says: "(from KM_TLS_CERT_FILE)"),
    ]

    @Test("is refused in one line for a flag that makes no sense, and makes no certificates", arguments: mistakes)
    func mistake(_ mistake: Mistake) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-never-\(UUID().uuidString)")
        let outcome = try await Self.refusal(
            ["--dev-certificates", folder.path] + mistake.arguments,
            environment: mistake.environment
        )
        #expect(outcome.status == 64, "\(outcome)")
        #expect(outcome.errors.contains(mistake.says), "\(outcome)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    @Test("warns of a gate that the cluster's release no longer lets anybody change, and serves all the same")
    func outdatedGate() async throws {
        let flags = ["--kubernetes-version=v1.36.2", "--feature-gates=ProcMountType=false"]
        try await RunningWebhook.run(flags) { webhook in
            let printed = webhook.service.printed
            let words = "ProcMountType cannot be changed from Kubernetes 1.36 on"
            #expect(
                printed.split(separator: "\n").contains { $0.contains("warning") && $0.contains(words) },
                "\(printed)"
            )
            let status = try await webhook.probe("/readyz").status
            #expect(status == 200)
        }
    }

    @Test("is refused for certificates that cannot serve, with what is wrong with which file")
    func certificates() async throws {
        let secret = try MountedSecret()
        defer { secret.remove() }
        try secret.mount(try secret.issue("a"))
        let (good, key) = (secret.folder.appending(path: "tls.crt").path, secret.folder.appending(path: "tls.key").path)
        let (encrypted, empty) = (secret.folder.appending(path: "enc").path, secret.folder.appending(path: "0").path)
        try await Command.output("openssl", ["ec", "-in", key, "-aes256", "-passout", "pass:x", "-out", encrypted])
        try Data().write(to: URL(filePath: empty))
        let cases = [
            (good, encrypted, "is encrypted: store it without a pass phrase"), (empty, key, "no PEM certificate in"),
            (good, good, "no PEM private key in"), (good, empty, "no PEM private key in"),
            (secret.folder.path, key, "Is a directory"), (good, "/nowhere", "/nowhere: No such file or directory"),
            (secret.authorityFile.path, key, "does not belong to the certificate"),
        ]
        for (certificate, key, says) in cases {
            let outcome = try await Self.refusal(["--tls-cert-file", certificate, "--tls-private-key-file", key])
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.errors.contains(says), "\(outcome)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
        }
    }

    @Test("with a certificate that has ended is not ready and says why")
    func expired() async throws {
        let secret = try MountedSecret()
        defer { secret.remove() }
        try secret.mount(try secret.issue("old", lasting: .seconds(-10)))
        try await RunningWebhook.run([], certificates: secret.folder) { webhook in
            #expect(try webhook.readiness() == 503)
            try await webhook.service.wait { webhook.service.printed.contains("not ready: clients refuse") }
            #expect(webhook.service.printed.contains("\"level\":\"error\""))
        }
    }

    @Test("takes its flags from the environment too, and a flag wins")
    func environment() async throws {
        let environment = [
            "KM_LOG_FORMAT": "text", "KM_LOG_LEVEL": "debug", "KM_EVENT_LOOPS": "1", "KM_PORT": "1",
            "KM_CLIENT_CA_FILE": "",
        ]
        try await ConfiguredWebhook.run(["--log-level", "notice"], environment: environment) { webhook in
            #expect(try await webhook.curl(webhook.url).status == 0)
            #expect(webhook.log.contains("NOTICE   webhook: serving"), "\(webhook.log)")
            try await webhook.service.wait { webhook.log.contains("refused a request") }
        }
    }

    @Test("with client authorities serves those clients only whose certificates bear an allowed name")
    func clients() async throws {
        let secret = try MountedSecret()
        defer { secret.remove() }
        let known = try secret.issueClient("kube-apiserver")
        let unknown = try secret.issueClient("somebody")
        let foreigners = try MountedSecret()
        defer { foreigners.remove() }
        let foreign = try foreigners.issueClient("kube-apiserver")
        let arguments = [
            "--client-ca-file", secret.authorityFile.path, "--allowed-client-names", " front-proxy , kube-apiserver",
        ]
        try await RunningWebhook.run(arguments) { webhook in
            func ask(
                _ identity: (certificate: String, key: String)?,
                _ more: [String] = []
            ) async throws -> Command.Outcome {
                let shown = identity.map { ["--cert", $0.certificate, "--key", $0.key] } ?? []
                let usual = ["--silent", "--cacert", webhook.authority, "--output", "/dev/null"]
                let code = ["--write-out", "%{http_code}"]
                return try await Command.run("curl", usual + code + shown + more + [webhook.url])
            }
            #expect(try await ask(known).output == "404")
            #expect(try await ask(known, ["--tls-max", "1.2"]).output == "404")
            #expect(try await ask(unknown).output == "403")
            #expect(try await ask(foreign).status != 0)
            #expect(try await ask(nil).status != 0)
            try await webhook.service.wait { webhook.service.printed.contains("did not return a certificate") }
            #expect(webhook.service.printed.contains("\"names\":[\"somebody\"]"))
        }
    }

    @Test("on :: serves both families")
    func bothFamilies() async throws {
        try await ConfiguredWebhook.run(["--bind-address", "::"]) { webhook in
            for host in ["127.0.0.1", "[::1]"] {
                let outcome = try await webhook.curl("--globoff", "https://\(host):\(webhook.port)")
                #expect(outcome.status == 0, "\(outcome)")
            }
        }
    }

    @Test("on an occupied probe port is refused in one line")
    func occupiedProbePort() async throws {
        try await RunningWebhook.run { webhook in
            let outcome = try await Self.refusal(
                [
                    "--dev-certificates", webhook.folder.path, "--probe-port", "\(webhook.probePort)", "--log-level",
                    "error",
                ]
            )
            #expect(outcome.status == 1)
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
            #expect(outcome.errors.contains("127.0.0.1:\(webhook.probePort): another process listens there"))
        }
    }

    @Test("with too few descriptors to serve anybody is refused in one line")
    func tooFewDescriptors() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "km-few-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = [Programs.webhook.path, "--dev-certificates", folder.path, "--event-loops", "2"]
        let ports = ["--bind-address", "127.0.0.1", "--port", "0", "--probe-port", "0"]
        let outcome = try await Command.run("prlimit", ["--nofile=100:100"] + program + ports, timeLimit: .seconds(20))
        #expect(outcome.status == 1)
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
        #expect(outcome.errors.contains("the system allows 100 open files"), "\(outcome)")
    }

    @Test("is over at once for who presses Control-C twice")
    func interrupted() async throws {
        try await ConfiguredWebhook.run(["--shutdown-delay", "1m"]) { webhook in
            let process = try #require(webhook.service.processIdentifier)
            kill(process, SIGINT)
            try await webhook.service.wait { webhook.log.contains("shutting down") }
            let start = ContinuousClock.now
            // The program lets the signal through a moment after it has said so.
            while webhook.service.isRunning, ContinuousClock.now - start < .seconds(20) {
                kill(process, SIGINT)
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(!webhook.service.isRunning)
        }
    }

    @Test(
        "exposes metrics that promtool has nothing to say about",
        .enabled(if: promtool != nil, "promtool is not installed: apt-get install prometheus")
    )
    func metrics() async throws {
        try await RunningWebhook.run { webhook in
            let review = String(decoding: try Fixtures.admission("create-minimal.01.mutate"), as: UTF8.self)
            _ = try await webhook.post(review, to: "/mutate-volsync-backube-v1alpha1-kopiamaintenance")
            _ = try await webhook.curl("/nothing")
            let text = try await webhook.probe("/metrics").text
            let judged = try await Command.run(try #require(Self.promtool), ["check", "metrics"], input: text + "\n")
            #expect(judged.status == 0, "\(judged)")
            #expect(judged.text.isEmpty, "\(judged)")
            // A scrape of a program that only began stays small: a series costs memory here and there.
            #expect(text.split(separator: "\n").count { !$0.hasPrefix("#") } < 250)
        }
    }

    private static let promtool: String? = {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.map { "\($0)/promtool" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
}
