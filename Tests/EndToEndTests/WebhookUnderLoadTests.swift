import Foundation
import Glibc
import KubernetesAPI
import TLS
import TestSupport
import Testing

/// What must not be noticed by those who ask while it happens.
@Suite("The webhook under load", .serialized, .timeLimit(.minutes(10)), .onOwnThread)
struct WebhookUnderLoadTests {
    private static let path = "/mutate-volsync-backube-v1alpha1-kopiamaintenance"

    /// A review as an API server sends it.
    private static func request() throws -> [UInt8] {
        let body = try Fixtures.admission("create-minimal.01.mutate")
        let head = "POST \(path)?timeout=5s HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\n"
        return Array("\(head)Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    private static func reloads(_ outcome: String) -> String {
        "kopia_maintenance_webhook_certificate_reloads_total{outcome=\"\(outcome)\"}"
    }

    /// Waits until that many more requests have been answered.
    private static func progress(_ webhook: RunningWebhook, _ load: Load, by count: Int = 200) async throws {
        let goal = load.answered + count
        try await webhook.service.wait { load.answered >= goal }
    }

    @Test("takes up a swapped certificate, keeps it against a broken pair, and loses no request")
    func certificates() async throws {
        let secret = try MountedSecret()
        defer { secret.remove() }
        try secret.mount(try secret.issue("first"))
        let arguments = ["--certificate-poll-interval", "100ms"]
        try await RunningWebhook.run(arguments, certificates: secret.folder) { webhook in
            let context = try webhook.clientContext(authority: secret.authorityFile)
            let load = Load(6, port: webhook.port, context, request: try Self.request())
            let old = try TLSPeer.connect(port: webhook.port, context)
            #expect(old.serverNames.contains("first"))
            try await Self.progress(webhook, load)

            try secret.mount(try secret.issue("second"))
            try await webhook.wait(for: Self.reloads("reloaded")) { $0 == 1 }
            #expect(try TLSPeer.connect(port: webhook.port, context).serverNames.contains("second"))
            try await Self.progress(webhook, load)

            try secret.mount(certificate: try secret.issue("third"), key: try secret.issue("fourth"))
            try await webhook.wait(for: Self.reloads("rejected")) { $0 == 1 }
            try await Self.progress(webhook, load)
            #expect(try TLSPeer.connect(port: webhook.port, context).serverNames.contains("second"))
            #expect(try await webhook.metric(Self.reloads("rejected")) == 1, "one broken pair is one rejection")
            #expect(try await webhook.probe("/readyz").status == 200)

            try secret.mount(try secret.issue("fifth"))
            try await webhook.wait(for: Self.reloads("reloaded")) { $0 == 2 }
            #expect(try TLSPeer.connect(port: webhook.port, context).serverNames.contains("fifth"))
            try await Self.progress(webhook, load)

            // A connection outlives the certificate that it began with.
            old.send(try Self.request())
            #expect(old.readResponse()?.status == 200)
            load.end()
            let outcome = await load.finish()
            #expect(outcome.lost == [])
            #expect(outcome.wrong == [])
            let lines = webhook.service.printed.split(separator: "\n")
            let rejection = lines.filter { $0.contains("kept the old certificate") }
            #expect(rejection.count == 1)
            #expect(rejection.first?.contains("does not belong to the certificate") == true)
            #expect(lines.count { $0.contains("took up a new certificate") } == 2)
        }
    }

    @Test("looks at the certificates at once when it is told to by SIGHUP")
    func hangUp() async throws {
        let secret = try MountedSecret()
        defer { secret.remove() }
        try secret.mount(try secret.issue("first"))
        let arguments = ["--certificate-poll-interval", "24h"]
        try await RunningWebhook.run(arguments, certificates: secret.folder) { webhook in
            let context = try webhook.clientContext(authority: secret.authorityFile)
            try secret.mount(try secret.issue("second"))
            #expect(try TLSPeer.connect(port: webhook.port, context).serverNames.contains("first"))
            try RunningProcess(webhook).send(SIGHUP)
            try await webhook.wait(for: Self.reloads("reloaded")) { $0 == 1 }
            #expect(try TLSPeer.connect(port: webhook.port, context).serverNames.contains("second"))
        }
    }

    @Test("is not ready from the moment its certificate ends until it has another")
    func expiry() async throws {
        let secret = try MountedSecret()
        defer { secret.remove() }
        try secret.mount(try secret.issue("short", lasting: .seconds(6)))
        let arguments = ["--certificate-poll-interval", "100ms"]
        try await RunningWebhook.run(arguments, certificates: secret.folder) { webhook in
            #expect(try await webhook.probe("/readyz").status == 200)
            try await webhook.service.wait { try await webhook.probe("/readyz").status == 503 }
            let page = try await webhook.probe("/readyz").text
            #expect(page.contains("tls.crt expired at 2"), "\(page)")
            #expect(try await webhook.probe("/livez").status == 200)
            try await webhook.service.wait { webhook.service.printed.contains("not ready: clients refuse") }
            try secret.mount(try secret.issue("long"))
            try await webhook.service.wait { try await webhook.probe("/readyz").status == 200 }
            let end = try await webhook.metric("kopia_maintenance_webhook_certificate_expiry_timestamp_seconds")
            #expect(end.map { $0 > Double(time(nil)) } == true)
            #expect(webhook.service.printed.split(separator: "\n").count { $0.contains("not ready") } == 1)
        }
    }

    /// The uid of the review that ``request()`` is.
    private static let uid = "9e05c1cc-de8c-4f67-afdd-91a1ff954249"

    /// The uids of the decisions that were logged, in order; every line of the log is a whole one.
    private static func loggedUIDs(_ log: String) throws -> [String] {
        #expect(log.hasSuffix("\n"))
        return try log.split(separator: "\n").compactMap { text in
            let line = try #require(try JSONParser.parseObject(text.utf8), "\(text)")
            return line.has("msg", equalTo: "reviewed") ? line.string("uid") ?? "" : nil
        }
    }

    @Test("answers every request that is sent around SIGTERM, logs each once and in order, and ends in time with 0")
    func termination() async throws {
        try await RunningWebhook.run(["--shutdown-delay", "3s"]) { webhook in
            let context = try webhook.clientContext()
            let load = Load(12, port: webhook.port, context, request: try Self.request(), uid: Self.uid)
            try await Self.progress(webhook, load)
            let start = ContinuousClock.now
            try RunningProcess(webhook).send(SIGTERM)
            // Endpoints need the failing probe at once, and the service until they have forgotten it.
            try await webhook.service.wait { try webhook.readiness() == 503 }
            #expect(ContinuousClock.now - start < .seconds(2))
            try await Self.progress(webhook, load)
            let (status, log) = try await webhook.end()
            #expect(status == 0)
            let duration = ContinuousClock.now - start
            #expect(duration >= .seconds(3))
            #expect(duration < .seconds(15))
            let outcome = await load.finish()
            #expect(outcome.lost == [])
            #expect(outcome.wrong == [])
            let logged = try Self.loggedUIDs(log)
            #expect(logged.sorted() == outcome.uids.flatMap(\.self).sorted(), "as many lines as answers")
            let places = Dictionary(logged.enumerated().map { ($1, $0) }) { first, _ in first }
            for uids in outcome.uids {
                let order = uids.compactMap { places[$0] }
                #expect(order == order.sorted(), "the lines of one connection stand in its order")
            }
        }
    }

    @Test("lets a request finish that is half sent when the end begins")
    func halfSent() async throws {
        try await RunningWebhook.run { webhook in
            let context = try webhook.clientContext()
            let request = try Self.request()
            let peer = try TLSPeer.connect(port: webhook.port, context)
            peer.send(Array(request.prefix(500)))
            try await webhook.wait(for: "kopia_maintenance_webhook_received_bytes_total") { $0 > 500 }
            try RunningProcess(webhook).send(SIGTERM)
            try await webhook.service.wait { webhook.service.printed.contains("shutting down") }
            peer.send(Array(request.dropFirst(500)))
            let response = peer.readResponse()
            #expect(response?.status == 200)
            #expect(response?.saysClose == true)
            #expect(try await webhook.stop() == 0)
        }
    }

    @Test("cuts who does not finish within --shutdown-timeout, and says so")
    func cut() async throws {
        try await RunningWebhook.run(["--shutdown-timeout", "500ms"]) { webhook in
            let peer = try TLSPeer.connect(port: webhook.port, try webhook.clientContext())
            peer.send(Array(try Self.request().prefix(500)))
            try await webhook.wait(for: "kopia_maintenance_webhook_received_bytes_total") { $0 > 500 }
            let start = ContinuousClock.now
            #expect(try await webhook.stop() == 0)
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(peer.readResponse() == nil)
        }
    }

    @Test("keeps neither memory nor sockets for requests that are answered")
    func memory() async throws {
        try await RunningWebhook.run(["--log-level", "notice"]) { webhook in
            let context = try webhook.clientContext()
            let process = try RunningProcess(webhook)
            let sockets = try process.openSockets
            // Each loop makes its buffers, the allocator its arenas.
            try await Self.ask(webhook, context, 2000)
            let before = try process.residentKilobytes
            try await Self.ask(webhook, context, 4000)
            #expect(try process.residentKilobytes < before + 4096)
            try await webhook.wait(for: "kopia_maintenance_webhook_open_connections") { $0 == 0 }
            // Of the question that was answered last, too.
            try await eventually { try process.openSockets <= sockets }
        }
    }

    private static func ask(_ webhook: RunningWebhook, _ context: TLSContext, _ count: Int) async throws {
        let load = Load(4, port: webhook.port, context, request: try request())
        try await progress(webhook, load, by: count)
        load.end()
        let outcome = await load.finish()
        #expect(outcome.lost == [])
    }
}
